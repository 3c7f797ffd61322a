// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.Diagnostic;
import dev.jbuild.dockerfile.DockerfileException;
import dev.jbuild.dockerfile.Instruction;
import dev.jbuild.dockerfile.Instruction.Transfer;
import dev.jbuild.dockerfile.Problems;
import dev.jbuild.dockerfile.Redacted;
import dev.jbuild.dockerfile.UnixPath;
import dev.jbuild.dockerfile.Word;
import dev.jbuild.oci.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** COPY and ADD of one stage. */
final class CopyPlanner {
  private final int stage;
  private final Platform platform;
  private final Names names;
  private final Problems problems;

  CopyPlanner(int stage, Platform platform, Names names, Problems problems) {
    this.stage = stage;
    this.platform = platform;
    this.names = names;
    this.problems = problems;
  }

  /** A step that lacks only its place; {@code text} is for the history. */
  record Parts(
      String text,
      Base from,
      List<CopySource> sources,
      List<InlineFile> inlineFiles,
      String destination,
      Optional<String> chown,
      Optional<String> chmod,
      boolean link,
      boolean unpack,
      CopyFilter filter,
      List<RemoteSource> remotes) {
    Step.Copy step(Step.Origin origin) {
      return new Step.Copy(
          origin,
          from,
          sources,
          inlineFiles,
          destination,
          chown,
          chmod,
          link,
          unpack,
          filter,
          remotes);
    }
  }

  Parts copy(
      Instruction.Copy copy, List<InlineFile> files, Function<Word, String> expand, String cwd) {
    Base from = copy.from().map(w -> from(w, expand)).orElseGet(Base.BuildContext::new);
    RemoteSources none = RemoteSources.none(problems);
    return parts(copy.transfer(), files, from, false, none, expand, cwd);
  }

  Parts add(
      Instruction.Add add, List<InlineFile> files, Function<Word, String> expand, String cwd) {
    boolean unpack = add.unpack().orElse(true);
    RemoteSources remote = RemoteSources.of(add, expand, problems);
    Base from = new Base.BuildContext();
    return parts(add.transfer(), files, from, unpack, remote, expand, cwd);
  }

  /** BuildKit takes no variables here; buildah does, and there is but one thing to mean by it. */
  private Base from(Word written, Function<Word, String> expand) {
    Word word = new Word(expand.apply(written), written.span());
    if (word.text().isBlank() && written.text().indexOf('$') >= 0) {
      throw new DockerfileException(
          Diagnostic.error(written.span(), "--from=" + written + " is blank")
              .withHint("a variable in it needs a value: by an ARG in this stage"));
    }
    return from(word);
  }

  /** What {@code --from} names; also of a mount. */
  Base from(Word word) {
    Base from = names.copySource(stage, word, platform);
    if (from instanceof Base.Image image) {
      names
          .similarStage(image.name())
          .ifPresent(
              near ->
                  problems.add(
                      Diagnostic.warning(
                              word.span(), "no stage is named " + word + ": it is an image")
                          .withHint("did you mean stage " + near + "?")));
    }
    return from;
  }

  private Parts parts(
      Transfer transfer,
      List<InlineFile> files,
      Base from,
      boolean unpack,
      RemoteSources remoteSources,
      Function<Word, String> expand,
      String cwd) {
    List<String> written = new ArrayList<>();
    List<CopySource> sources = new ArrayList<>();
    List<RemoteSource> remotes = new ArrayList<>();
    for (Word word : transfer.sources()) {
      String source = expand.apply(PatternWords.keepingEscapes(word));
      written.add(Redacted.urls(source));
      Optional<RemoteSource> remote = remoteSources.find(word, source, sources.size());
      remote.ifPresentOrElse(
          remotes::add,
          () -> sources.add(new CopySource(path(word, source, transfer.parents()), word.span())));
    }
    String target = expand.apply(transfer.destination());
    String destination = destination(target, cwd);
    if (written.size() + files.size() > 1 && !destination.endsWith("/")) {
      // An error in BuildKit; buildah makes a directory, and nothing else can be meant.
      problems.add(
          Diagnostic.warning(
                  transfer.destination().span(),
                  "with more than one source the destination is a directory")
              .withHint("say so: " + target + "/"));
      destination += "/";
    }
    Optional<String> chown = transfer.chown().map(expand).filter(v -> !v.isEmpty());
    Optional<String> chmod = transfer.chmod().map(expand).filter(v -> !v.isEmpty());
    List<String> shown = new ArrayList<>(written);
    files.forEach(file -> shown.add("<<" + file.name()));
    String text =
        remoteSources.instruction()
            + (transfer.parents() ? " --parents" : "")
            + chown.map(v -> " --chown=" + v).orElse("")
            + chmod.map(v -> " --chmod=" + v).orElse("")
            + (transfer.link() ? " --link" : "")
            + " "
            + String.join(" ", shown)
            + " "
            + target;
    List<String> excludes = transfer.excludes().stream().map(expand).toList();
    CopyFilter filter = new CopyFilter(transfer.parents(), excludes);
    return new Parts(
        text,
        from,
        sources,
        files,
        destination,
        chown,
        chmod,
        transfer.link(),
        unpack,
        filter,
        remotes);
  }

  private String path(Word word, String source, boolean parents) {
    if (source.isEmpty()) {
      problems.warn(word.span(), "the source is empty, which means everything");
    }
    if (!parents) {
      return UnixPath.clean("/" + source);
    }
    int pivot = source.indexOf(CopyFilter.PIVOT);
    String base = pivot < 0 ? "" : source.substring(0, pivot);
    String pattern = pivot < 0 ? source : source.substring(pivot + CopyFilter.PIVOT.length());
    String clean = UnixPath.clean("/" + pattern).substring(1);
    String root = UnixPath.clean("/" + base);
    return (root.equals("/") ? "" : root) + CopyFilter.PIVOT + clean;
  }

  /** Absolute, with a slash at the end if what is written means a directory. */
  private static String destination(String written, String cwd) {
    String path = UnixPath.clean(written.startsWith("/") ? written : cwd + "/" + written);
    String last = written.substring(written.lastIndexOf('/') + 1);
    boolean directory =
        !written.isEmpty() && (last.isEmpty() || last.equals(".") || last.equals(".."));
    return directory && !path.endsWith("/") ? path + "/" : path;
  }
}
