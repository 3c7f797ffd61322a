// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the history says of a RUN: {@code RUN |2 A=1 B= /bin/sh -c make}. It is put together when it
 * is read, as all ARGs before a RUN are in it.
 *
 * @param args declared so far, with their values
 * @param env what RUN sees: it may have other values for them
 * @param command the program with its arguments
 */
record RunText(Map<String, String> args, Map<String, String> env, String command)
    implements CharSequence {

  @Override
  public String toString() {
    Map<String, String> declared = new LinkedHashMap<>(args);
    if (declared.isEmpty()) {
      return "RUN " + command;
    }
    Map<String, String> seen = new HashMap<>(env);
    return declared.entrySet().stream()
        .map(arg -> arg.getKey() + "=" + seen.getOrDefault(arg.getKey(), arg.getValue()))
        .collect(Collectors.joining(" ", "RUN |" + declared.size() + " ", " " + command));
  }

  @Override
  public int length() {
    return toString().length();
  }

  @Override
  public char charAt(int index) {
    return toString().charAt(index);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return toString().substring(start, end);
  }
}
