// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The difference that the upper directory of an overlay (mounted with {@code userxattr}) makes to
 * the view below: exactly the entries that differ from it in type, mode, owner, xattrs, link
 * target, mtime or data.
 *
 * <p>What overlayfs copied up without a change is left out; a directory is there too if something
 * below it is. An opaque directory becomes the whiteouts that it stands for, so that the result
 * does not depend on how the change was made. The root is there only if its mode, owner or xattrs
 * differ: an upper directory always has an mtime of its own. Of a file with several names in the
 * upper directory all are there if one is.
 */
public final class OverlayDiff {
  private final MergedView below;
  private final boolean ownersKnown;
  private final List<LayerItem> items = new ArrayList<>();
  private final Map<String, Entry> firstNames = new HashMap<>();
  private final Map<String, Boolean> linkedDiffer = new HashMap<>();
  private final Map<String, List<DiskTree.Node>> linked;

  private OverlayDiff(
      MergedView below, boolean ownersKnown, Map<String, List<DiskTree.Node>> linked) {
    this.below = below;
    this.ownersKnown = ownersKnown;
    this.linked = linked;
  }

  /** The items of the layer, in order; data is read from {@code upper} when it is written. */
  public static List<LayerItem> items(Path upper, MergedView below, Owners owners)
      throws IOException {
    DiskTree.Scan scan = DiskTree.scan(upper, owners);
    return items(scan, below, owners == Owners.REAL);
  }

  /** The same of a directory with {@link Owners#SINGLE}, all of whose owners are known. */
  public static List<LayerItem> items(Path upper, MergedView below, SpecialOwners specials)
      throws IOException {
    return items(DiskTree.scan(upper, Owners.SINGLE, specials), below, true);
  }

  private static List<LayerItem> items(DiskTree.Scan scan, MergedView below, boolean ownersKnown)
      throws IOException {
    OverlayDiff diff = new OverlayDiff(below, ownersKnown, scan.linked());
    diff.addDirectory(scan.root(), Optional.of(below.root()));
    diff.items.sort((a, b) -> FileNames.ORDER.compare(a.entry().path(), b.entry().path()));
    return diff.items;
  }

  private void add(DiskTree.Node node, Optional<ViewNode> old) throws IOException {
    if (node.whiteout()) {
      if (old.isPresent()) {
        items.add(LayerItem.of(Entry.whiteout(node.entry().path())));
      }
    } else if (node.entry().isDirectory()) {
      addDirectory(node, old);
    } else if (node.linkKey().isPresent()
        ? anyLinkDiffers(node.linkKey().get())
        : differs(node, old)) {
      items.add(withOwnerBelow(TreeSource.item(node, firstNames), old));
    }
  }

  private void addDirectory(DiskTree.Node node, Optional<ViewNode> old) throws IOException {
    Optional<ViewNode> oldDirectory = old.filter(o -> o.entry().isDirectory());
    int size = items.size();
    Set<String> names = new HashSet<>();
    for (DiskTree.Node child : node.children()) {
      names.add(child.entry().path());
      Optional<ViewNode> oldChild =
          oldDirectory.flatMap(directory -> below.child(directory, child.entry().path()));
      add(child, oldChild);
    }
    if (node.opaque() && oldDirectory.isPresent()) {
      for (ViewNode hidden : below.children(oldDirectory.get())) {
        if (!names.contains(hidden.entry().path())) {
          items.add(LayerItem.of(Entry.whiteout(hidden.entry().path())));
        }
      }
    }
    boolean isRoot = node.entry().path().isEmpty();
    if ((items.size() > size && !isRoot)
        || oldDirectory.isEmpty()
        || directoryDiffers(node.entry(), oldDirectory.get().entry(), isRoot)) {
      items.add(LayerItem.of(node.entry()));
    }
  }

  private static boolean directoryDiffers(Entry entry, Entry old, boolean isRoot) {
    Attributes attributes = entry.attributes();
    return !old.attributes()
        .equals(isRoot ? attributes.withMtime(old.attributes().mtime()) : attributes);
  }

  private boolean anyLinkDiffers(String key) throws IOException {
    Boolean known = linkedDiffer.get(key);
    if (known != null) {
      return known;
    }
    boolean differ = false;
    for (DiskTree.Node node : linked.getOrDefault(key, List.of())) {
      differ = differ || differs(node, nodeBelow(node.entry().path()));
    }
    linkedDiffer.put(key, differ);
    return differ;
  }

  private Optional<ViewNode> nodeBelow(String path) {
    return below.node(path);
  }

  private boolean differs(DiskTree.Node node, Optional<ViewNode> old) throws IOException {
    if (old.isEmpty()) {
      return true;
    }
    Entry was = old.get().entry().asFile();
    Entry is = withOwnerBelow(node.entry(), was);
    if (is.type() != was.type()
        || is.sizeBytes() != was.sizeBytes()
        || is.deviceMajor() != was.deviceMajor()
        || is.deviceMinor() != was.deviceMinor()
        || !is.linkTarget().equals(was.linkTarget())
        || !is.attributes().equals(was.attributes())) {
      return true;
    }
    return is.type() == EntryType.FILE && dataDiffers(node.path(), old.get());
  }

  private boolean dataDiffers(Path file, ViewNode old) throws IOException {
    Digest was =
        old.entry().digest().isPresent() ? old.entry().digest().get() : digest(below.source(old));
    return !was.equals(digest(DataSource.of(file)));
  }

  private static Digest digest(DataSource source) throws IOException {
    MessageDigest sha256 = Digest.newSha256();
    byte[] buffer = new byte[64 * 1024];
    try (InputStream in = source.open()) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        sha256.update(buffer, 0, count);
      }
    }
    return Digest.of(sha256.digest());
  }

  private LayerItem withOwnerBelow(LayerItem item, Optional<ViewNode> old) {
    return old.isEmpty()
        ? item
        : new LayerItem(withOwnerBelow(item.entry(), old.get().entry()), item.data());
  }

  /**
   * Symbolic links and special files hold no xattrs on disk, and with {@link Owners#SINGLE} no
   * owner, unless there is a record; a symbolic link has no mode either. What the disk can't say is
   * as it was below.
   */
  private Entry withOwnerBelow(Entry entry, Entry old) {
    if (entry.type() != old.type()
        || entry.isDirectory()
        || entry.type().hasData()
        || !entry.linkTarget().equals(old.linkTarget())) {
      return entry;
    }
    Attributes was = old.attributes();
    Attributes is = entry.attributes().withXattrs(was.xattrs());
    if (entry.type() == EntryType.SYMLINK) {
      is = is.withMode(was.mode());
    }
    return entry.withAttributes(ownersKnown ? is : is.withOwner(was.uid(), was.gid()));
  }
}
