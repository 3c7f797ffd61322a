// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.layer.LayerItem;
import dev.jbuild.layer.Trees;
import dev.jbuild.rootless.Bind;
import dev.jbuild.rootless.Mount;
import dev.jbuild.rootless.OverlayMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Mounts of files: a directory of the host where that will do, else an overlay. */
final class TreeMounts {
  private final LayerStore layers;
  private final WorkDirectory work;
  private final Ids ids;

  TreeMounts(LayerStore layers, WorkDirectory work, Ids ids) {
    this.layers = layers;
    this.work = work;
    this.ids = ids;
  }

  /**
   * A mount of {@code tree}. What is written to it, if it may be, goes into the work directory.
   *
   * @param open gets what removes that again
   */
  Mount mount(BoundTree tree, String target, boolean readOnly, List<AutoCloseable> open)
      throws IOException {
    if (tree instanceof BoundTree.Host host && host.selection().tree() instanceof ContextTree own) {
      return host(own, host.selection(), target, readOnly, open);
    }
    if (tree instanceof BoundTree.Image image) {
      List<Path> lowers = new ArrayList<>(image.snapshot().directories());
      Collections.reverse(lowers);
      Path scratch = scratch(open);
      Path top = Files.createDirectory(scratch.resolve("top"));
      RootDirectory.copyAttributes(image.snapshot(), top, ids);
      return overlay(top, lowers, inside(image.source()), target, readOnly);
    }
    throw new AssertionError(tree);
  }

  private Path unpacked(Collection<LayerItem> items, List<AutoCloseable> open) throws IOException {
    Path unpacked = layers.unpackTemporarily(items);
    open.add(() -> FileTrees.delete(unpacked));
    return unpacked;
  }

  private Path scratch(List<AutoCloseable> open) throws IOException {
    Path scratch = work.newDirectory("mount");
    open.add(() -> FileTrees.delete(scratch));
    return scratch;
  }

  private Mount host(
      ContextTree tree,
      BindSelection selection,
      String target,
      boolean readOnly,
      List<AutoCloseable> open)
      throws IOException {
    Path root = tree.root().toAbsolutePath();
    Collection<LayerItem> mask = ContextMask.of(tree, selection);
    boolean right = mask.isEmpty() && ContextMask.isRoots(tree, selection.path());
    if (right && readOnly) {
      return new Bind(root, inside(selection.path()), target, true);
    }
    List<Path> lowers = new ArrayList<>();
    if (work.path().toRealPath().startsWith(root.toRealPath())) {
      // The storage root is in the context, and no layer may lie in another one.
      lowers.add(unpacked(ContextMask.copyOf(tree, selection), open));
    } else {
      if (!mask.isEmpty()) {
        lowers.add(unpacked(mask, open));
      }
      lowers.add(root);
    }
    Path scratch = scratch(open);
    Path top = Files.createDirectory(scratch.resolve("top"));
    Trees.apply(top, tree.lookup("").orElseThrow().entry().attributes(), ids.owners());
    return overlay(top, lowers, inside(selection.path()), target, readOnly);
  }

  /** {@code top} is empty, with the attributes that the root has; beside it is room for more. */
  private static Mount overlay(
      Path top, List<Path> below, Optional<String> inside, String target, boolean readOnly)
      throws IOException {
    List<Path> lowers = new ArrayList<>(below);
    if (readOnly) {
      lowers.add(0, top);
    }
    if (below.isEmpty()) {
      lowers.add(Files.createDirectory(top.resolveSibling("nothing")));
    }
    RunExecutor.requireMountable(lowers);
    if (readOnly) {
      return new OverlayMount(lowers, Optional.empty(), inside, target);
    }
    Path forOverlay = Files.createDirectory(top.resolveSibling("work"));
    return new OverlayMount(
        lowers, Optional.of(new OverlayMount.Upper(top, forOverlay)), inside, target);
  }

  private static Optional<String> inside(String path) {
    return Optional.of(ScopedPath.clean(path)).filter(inside -> !inside.isEmpty());
  }
}
