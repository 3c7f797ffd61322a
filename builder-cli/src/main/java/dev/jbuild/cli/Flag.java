// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import java.util.List;

/**
 * A flag that a command knows: {@code -t, --tag NAME}.
 *
 * @param names with their dashes, the one shown first in front
 * @param kind how a value is given
 * @param value what help calls the value
 * @param help one sentence
 */
record Flag(List<String> names, Kind kind, String value, String help) {

  /** How a value is given. */
  enum Kind {
    /** {@code --push}, {@code --push=false}. */
    SWITCH,
    /** {@code --tag NAME}, {@code --tag=NAME}; the last one counts, or all of them do. */
    VALUE,
    /** {@code --pull}, {@code --pull=never}. */
    OPTIONAL_VALUE
  }

  static Flag ofSwitch(String names, String help) {
    return new Flag(List.of(names.split(",")), Kind.SWITCH, "", help);
  }

  static Flag ofValue(String names, String value, String help) {
    return new Flag(List.of(names.split(",")), Kind.VALUE, value, help);
  }

  static Flag ofOptionalValue(String names, String value, String help) {
    return new Flag(List.of(names.split(",")), Kind.OPTIONAL_VALUE, value, help);
  }

  /** The long name, as in messages. */
  String longName() {
    return names.get(names.size() - 1);
  }
}
