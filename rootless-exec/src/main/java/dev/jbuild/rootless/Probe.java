// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import java.util.List;

/**
 * Something of the host that the launcher tried in a throw-away process before it entered any
 * namespace; it does so for {@code jbuild doctor}.
 *
 * @param errno 0 if it worked
 * @param why what the number means; empty if it worked; of a name that starts with {@link #SYSCTL}
 *     the value
 */
public record Probe(String name, int errno, String why) {
  /** Set by the launcher: {@code NAME TAB ERRNO TAB WHY} a line. */
  static final String PROPERTY = "jbuild.probes";

  /** Before the name of a setting, with slashes, that was read. */
  public static final String SYSCTL = "sysctl ";

  public boolean works() {
    return errno == 0;
  }

  /** What was tried when this JVM was started, in order; nothing if nobody had asked for it. */
  public static List<Probe> ofThisProcess() {
    return parse(System.getProperty(PROPERTY, ""));
  }

  static List<Probe> parse(String text) {
    return text.lines()
        .map(line -> line.split("\t", 3))
        .map(fields -> new Probe(fields[0], Integer.parseInt(fields[1]), fields[2]))
        .toList();
  }
}
