// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Variables in the order in which they were first set, whose {@link #snapshot} takes no time: every
 * RUN has one, and a Dockerfile may have thousands of RUNs and of variables.
 */
final class Variables {
  private final Map<String, String> current = new LinkedHashMap<>();

  /** What was set, in order. Snapshots share its beginning, which never changes. */
  private List<Map.Entry<String, String>> log = new ArrayList<>();

  Variables(Map<String, String> initial) {
    initial.forEach(this::set);
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(current.get(name));
  }

  void set(String name, String value) {
    current.put(name, value);
    if (log.size() > 2 * current.size()) {
      // The same ones were set again and again: begin a new log with what is left of it.
      log = new ArrayList<>(current.size() + 1);
      current.forEach((n, v) -> log.add(Map.entry(n, v)));
    } else {
      log.add(Map.entry(name, value));
    }
  }

  /** The variables of this moment; each walk through them makes a map of its own. */
  Map<String, String> snapshot() {
    return new Snapshot(log, log.size());
  }

  private static final class Snapshot extends AbstractMap<String, String> {
    private final List<Map.Entry<String, String>> log;
    private final int length;

    Snapshot(List<Map.Entry<String, String>> log, int length) {
      this.log = log;
      this.length = length;
    }

    @Override
    public Set<Entry<String, String>> entrySet() {
      Map<String, String> map = new LinkedHashMap<>();
      for (int i = 0; i < length; i++) {
        map.put(log.get(i).getKey(), log.get(i).getValue());
      }
      return Collections.unmodifiableMap(map).entrySet();
    }
  }
}
