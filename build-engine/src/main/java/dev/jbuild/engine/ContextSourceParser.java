// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import dev.jbuild.dockerfile.Redacted;
import dev.jbuild.git.GitRef;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;

/** Text → {@link ContextSource}, with the forms that docker buildx has. */
final class ContextSourceParser {
  static final String IMAGE = "docker-image://";
  static final String LAYOUT = "oci-layout://";
  static final String STAGE = "target:";
  private static final String INPUT = "input:";

  private ContextSourceParser() {}

  static ContextSource parse(String text, Predicate<Path> isDirectory) {
    if (text.equals("-")) {
      return new ContextSource.StandardInput();
    }
    if (text.startsWith(IMAGE)) {
      return new ContextSource.Image(rest(text, IMAGE));
    }
    if (text.startsWith(LAYOUT)) {
      return layout(rest(text, LAYOUT));
    }
    if (text.startsWith(STAGE)) {
      return new ContextSource.Stage(rest(text, STAGE));
    }
    // A directory is what it mostly is; this loads nothing for one.
    boolean mayBeGit =
        text.contains("://") || text.indexOf('@') > 0 || text.startsWith("github.com/");
    Optional<GitRef> git = mayBeGit ? GitRef.parse(text) : Optional.empty();
    if (git.isPresent() && !(git.get().likeLocalPath() && isDirectory.test(Path.of(text)))) {
      return new ContextSource.Git(text);
    }
    if (text.startsWith("http://") || text.startsWith("https://")) {
      return new ContextSource.Web(text);
    }
    refuseOthers(text);
    Path path = Path.of(text).toAbsolutePath();
    return isDirectory.test(path)
        ? new ContextSource.Directory(path)
        : new ContextSource.Archive(path);
  }

  private static String rest(String text, String prefix) {
    String rest = text.substring(prefix.length());
    if (rest.isEmpty()) {
      throw new IllegalArgumentException(text + " names nothing");
    }
    return rest;
  }

  /** The tag or digest comes after the last slash, as in names of images. */
  private static ContextSource layout(String text) {
    int name = text.lastIndexOf('/') + 1;
    int at = text.indexOf('@', name);
    int colon = text.indexOf(':', name);
    int end = at >= 0 ? at : colon >= 0 ? colon : text.length();
    // path:tag@digest: the digest says it all.
    Path path = Path.of(text.substring(0, colon >= 0 && colon < end ? colon : end));
    return new ContextSource.OciLayout(path.toAbsolutePath(), text.substring(end));
  }

  private static void refuseOthers(String text) {
    int scheme = text.indexOf("://");
    String kind = scheme > 0 ? text.substring(0, scheme + 3) : text.startsWith(INPUT) ? INPUT : "";
    if (!kind.isEmpty()) {
      throw new IllegalArgumentException(
          Redacted.urls(text) + ": a source of type " + kind + " is not supported");
    }
  }
}
