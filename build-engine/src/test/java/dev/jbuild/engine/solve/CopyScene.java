// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.IgnorePatterns;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.engine.plan.Base;
import dev.jbuild.engine.plan.CopyFilter;
import dev.jbuild.engine.plan.CopySource;
import dev.jbuild.engine.plan.InlineFile;
import dev.jbuild.engine.plan.Step;
import dev.jbuild.layer.Entry;
import dev.jbuild.layer.EntryType;
import dev.jbuild.layer.LayerItem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** One COPY or ADD from a context on disk, or from a tree, into an image that a test makes up. */
final class CopyScene {
  private final Path context;
  private final Path scratch;
  private final AtomicInteger scratches = new AtomicInteger();
  private ImageTree image = new ImageTree();
  private Optional<SourceTree> from = Optional.empty();
  private List<String> ignored = List.of();
  private Optional<String> chown = Optional.empty();
  private Optional<String> chmod = Optional.empty();
  private boolean link;
  private boolean unpack;
  private List<InlineFile> inline = List.of();
  private boolean parents;
  private List<String> excludes = List.of();

  CopyScene(Path directory) throws IOException {
    context = Files.createDirectory(directory.resolve("context"));
    scratch = Files.createDirectory(directory.resolve("scratch"));
  }

  Path context() {
    return context;
  }

  CopyScene file(String path, String text) throws IOException {
    return file(path, text, "rw-r--r--");
  }

  CopyScene file(String path, String text, String permissions) throws IOException {
    Path file = context.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return finish(file, permissions);
  }

  CopyScene directory(String path, String permissions) throws IOException {
    return finish(Files.createDirectories(context.resolve(path)), permissions);
  }

  CopyScene link(String path, String target) throws IOException {
    Files.createSymbolicLink(context.resolve(path), Path.of(target));
    return this;
  }

  CopyScene hardLink(String path, String file) throws IOException {
    Files.createLink(context.resolve(path), context.resolve(file));
    return this;
  }

  private CopyScene finish(Path file, String permissions) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    Files.setLastModifiedTime(file, FileTime.fromMillis(ImageTree.MTIME * 1000));
    return this;
  }

  CopyScene ignoring(String... patterns) {
    ignored = List.of(patterns);
    return this;
  }

  /** What the copy goes to; otherwise it goes to nothing. */
  CopyScene onto(ImageTree tree) {
    image = tree;
    return this;
  }

  CopyScene from(ImageTree tree) {
    from = Optional.of(tree.tree());
    return this;
  }

  CopyScene chown(String value) {
    chown = Optional.of(value);
    return this;
  }

  CopyScene chmod(String value) {
    chmod = Optional.of(value);
    return this;
  }

  CopyScene withLink() {
    link = true;
    return this;
  }

  /** As ADD does. */
  CopyScene unpacking() {
    unpack = true;
    return this;
  }

  /** As heredocs do. */
  CopyScene inline(InlineFile... files) {
    inline = List.of(files);
    return this;
  }

  CopyScene withParents() {
    parents = true;
    return this;
  }

  CopyScene excluding(String... patterns) {
    excludes = List.of(patterns);
    return this;
  }

  ContextTree contextTree() {
    return HostTrees.tree(context, IgnorePatterns.of(ignored));
  }

  CopySelection select(String... sources) throws IOException {
    SourceTree tree = from.isPresent() ? from.get() : contextTree();
    return CopyExecutor.select(step(List.of(sources), "/"), tree, "the build context");
  }

  String contentDigest(String... sources) throws IOException {
    return CopyExecutor.contentDigest(step(List.of(sources), "/"), select(sources)).hex();
  }

  /** The layer that the copy makes; the last word is the destination. */
  List<LayerItem> items(String... words) throws IOException {
    List<String> all = List.of(words);
    List<String> sources = all.subList(0, all.size() - 1);
    Step.Copy step = step(sources, all.get(all.size() - 1));
    CopySelection selection = select(sources.toArray(String[]::new));
    return CopyExecutor.changes(
        step,
        new CopyInputs(selection, List.of()),
        link ? Snapshot.EMPTY.tree() : image.tree(),
        ImageTree.MTIME,
        () -> scratch.resolve("data" + scratches.incrementAndGet()));
  }

  /** The layer as text, a line an entry: {@code app/a.txt 644 0:0 "text"}. */
  List<String> copy(String... words) throws IOException {
    List<String> lines = new ArrayList<>();
    for (LayerItem item : items(words)) {
      lines.add(line(item));
    }
    return lines;
  }

  private Step.Copy step(List<String> sources, String destination) {
    return new Step.Copy(
        origin(),
        new Base.BuildContext(),
        sources.stream().map(s -> new CopySource(s, origin().span())).toList(),
        inline,
        destination,
        chown,
        chmod,
        link,
        unpack,
        new CopyFilter(parents, excludes),
        List.of());
  }

  static Step.Origin origin() {
    return new Step.Origin(
        Source.of("Dockerfile", "FROM scratch\nCOPY a b\n").span(13, 21), "COPY a b", "COPY a b");
  }

  static String line(LayerItem item) throws IOException {
    Entry entry = item.entry();
    String what =
        switch (entry.type()) {
          case FILE -> " \"" + text(item) + "\"";
          case SYMLINK -> " -> " + entry.linkTarget().orElseThrow();
          case HARD_LINK -> " = " + entry.linkTarget().orElseThrow();
          case DIRECTORY -> entry.opaque() ? " opaque" : "";
          case CHARACTER_DEVICE, BLOCK_DEVICE ->
              " " + entry.type() + " " + entry.deviceMajor() + ":" + entry.deviceMinor();
          case FIFO, WHITEOUT -> " " + entry.type();
        };
    return entry.path()
        + (entry.type() == EntryType.DIRECTORY ? "/ " : " ")
        + Integer.toOctalString(entry.attributes().mode())
        + " "
        + entry.attributes().uid()
        + ":"
        + entry.attributes().gid()
        + what;
  }

  private static String text(LayerItem item) throws IOException {
    try (InputStream in = item.data().open()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
