// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.git.GitRef;
import java.util.Optional;

/** A source of ADD that is not on this host. */
public sealed interface RemoteSource {

  /** How many sources of the context are written before it: the order is that of copying. */
  int position();

  /**
   * A file on a web server.
   *
   * @param url may hold a password
   * @param unpack it is extracted if it is an archive
   */
  record Url(int position, String url, Optional<Checksum> checksum, boolean unpack)
      implements RemoteSource {}

  /** The files of a commit; {@code keepGitDir} is what flag and URL say together. */
  record Git(int position, GitRef ref, boolean keepGitDir) implements RemoteSource {}
}
