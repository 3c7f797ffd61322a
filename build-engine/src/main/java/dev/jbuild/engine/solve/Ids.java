// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.layer.Owners;
import dev.jbuild.rootless.IdMap;
import java.io.IOException;

/**
 * How owners are stored in unpacked layers: by the user namespace's id map, or with one real id.
 *
 * @param key the name of the directory below {@code layers/} that only such processes use
 */
record Ids(String key, Owners owners) {

  static Ids ofThisProcess() throws IOException {
    IdMap map = IdMap.current();
    return new Ids(map.key(), map.isSingle() ? Owners.SINGLE : Owners.REAL);
  }
}
