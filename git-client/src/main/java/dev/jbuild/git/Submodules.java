// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.git;

/** Where submodules are. */
final class Submodules {
  private Submodules() {}

  /**
   * The URL of a submodule, which may be relative to that of its parent. What is no remote
   * repository is refused: a repository must not be able to read this host's files.
   */
  static String resolve(String url, String parent, String shown) {
    String resolved = relative(url) ? below(url, parent) : url;
    if (!GitUrl.isRemote(resolved)) {
      throw new GitException(
          shown
              + ": the URL of a submodule, "
              + GitUrl.redacted(url)
              + ", is not that of a remote repository");
    }
    return resolved;
  }

  private static boolean relative(String url) {
    return url.startsWith("./") || url.startsWith("../");
  }

  private static String below(String url, String parent) {
    String base = parent.endsWith("/") ? parent.substring(0, parent.length() - 1) : parent;
    String rest = url;
    char separator = '/';
    while (relative(rest)) {
      if (rest.startsWith("../")) {
        int slash = base.lastIndexOf('/');
        int colon = base.lastIndexOf(':');
        separator = slash > colon ? '/' : ':';
        base = base.substring(0, Math.max(0, Math.max(slash, colon)));
      }
      rest = rest.substring(rest.indexOf('/') + 1);
    }
    return base + separator + rest;
  }
}
