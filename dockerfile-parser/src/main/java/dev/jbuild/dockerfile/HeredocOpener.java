// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code <<EOF} or {@code 3<<-'EOF'} in an instruction; see {@link Heredoc}. */
record HeredocOpener(String name, boolean stripsTabs, boolean expands, Span span) {

  /** All that a line opens, in the order in which their bodies follow; quoted ones open nothing. */
  static List<HeredocOpener> in(Slice line) {
    List<HeredocOpener> found = new ArrayList<>();
    int at = 0;
    while (at < line.length()) {
      if (Slice.isBlank(line.charAt(at))) {
        at++;
        continue;
      }
      int end = endOfOpener(line, at);
      if (end < 0) {
        at = endOfWord(line, at);
        if (at < 0) {
          return List.of();
        }
        continue;
      }
      int name = end;
      while (name < line.length() && Slice.isBlank(line.charAt(name))) {
        name++;
      }
      int endOfName = endOfWord(line, name);
      if (endOfName < 0) {
        return List.of();
      }
      of(line, at, end, line.to(endOfName).from(name)).ifPresent(found::add);
      at = endOfName;
    }
    return found;
  }

  /** The index after {@code [digits]<<[-]}, or −1 if that is not what is there. */
  private static int endOfOpener(Slice line, int start) {
    int at = start;
    while (at < line.length() && line.charAt(at) >= '0' && line.charAt(at) <= '9') {
      at++;
    }
    if (!line.startsWith("<<", at) || line.startsWith("<<<", at)) {
      return -1;
    }
    return line.startsWith("-", at + 2) ? at + 3 : at + 2;
  }

  /** The index after a word in which blanks may be quoted or escaped; −1: a quote has no end. */
  private static int endOfWord(Slice line, int start) {
    char quote = 0;
    int at = start;
    while (at < line.length() && (quote != 0 || !Slice.isBlank(line.charAt(at)))) {
      char c = line.charAt(at);
      if (c == '\\' && quote != '\'') {
        at++;
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      }
      at++;
    }
    return quote == 0 ? Math.min(at, line.length()) : -1;
  }

  private static Optional<HeredocOpener> of(Slice line, int start, int opened, Slice word) {
    String raw = word.text();
    if (raw.isEmpty() || raw.indexOf('<') >= 0) {
      return Optional.empty();
    }
    StringBuilder name = new StringBuilder();
    char quote = 0;
    boolean quoted = false;
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '\\' && quote != '\'' && i + 1 < raw.length()) {
        name.append(raw.charAt(++i));
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
        quoted = true;
      } else if (c == quote) {
        quote = 0;
      } else {
        name.append(c);
      }
    }
    if (name.isEmpty()) {
      return Optional.empty();
    }
    Span span = line.line().span(line.start() + start, word.end());
    boolean stripsTabs = line.charAt(opened - 1) == '-';
    return Optional.of(new HeredocOpener(name.toString(), stripsTabs, !quoted, span));
  }
}
