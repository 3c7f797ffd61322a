// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.IgnorePatterns;
import dev.jbuild.layer.FileNames;
import dev.jbuild.oci.Digest;
import dev.jbuild.rootless.HostFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * What the file system says of everything that a COPY may read of a context: names, sizes, times,
 * inodes. As long as it says the same, the data is the same.
 *
 * <p>Of a directory that is walked it holds files too that are excluded: to find them unchanged is
 * cheaper than to find out that they don't matter.
 *
 * @param settled no file was changed so recently that another change might leave all of this as it
 *     is, as clocks of file systems are coarse
 */
record ContextState(Digest digest, boolean settled) {
  private static final long COARSEST_CLOCK_SECONDS = 2;

  /**
   * Looks at what {@code sources} may stand for, without reading any data.
   *
   * @param use what the digest of the files will be for, and what it leaves out of them: other uses
   *     make other states
   */
  static ContextState of(
      ContextTree tree, List<String> use, List<String> sources, InstantSource clock)
      throws IOException {
    long now = clock.instant().getEpochSecond();
    CacheKey key =
        CacheKey.of("context state").with("use", use).with("ignored", tree.ignored().texts());
    Walk walk = new Walk(tree);
    SourcePaths paths = new SourcePaths(tree);
    for (String source : sources) {
      key.with("source", source);
      for (SourcePaths.Source match : paths.find(source)) {
        String path = match.found().entry().path();
        key.with("named", match.named()).with("path", path);
        walk.add(path);
      }
    }
    key.with("files", Digest.of(walk.sha256.digest()));
    return new ContextState(key.digest(), walk.newest + COARSEST_CLOCK_SECONDS < now);
  }

  /** Digests what is said of files and of all that is below them. */
  private static final class Walk {
    private final ContextTree tree;
    private final MessageDigest sha256 = Digest.newSha256();
    private long newest = Long.MIN_VALUE;

    Walk(ContextTree tree) {
      this.tree = tree;
    }

    private record Directory(String path, IgnorePatterns.Verdict verdict) {}

    void add(String path) throws IOException {
      HostFile top = tree.host(path).orElseThrow();
      add(List.of(top));
      List<Directory> level =
          top.isDirectory() ? List.of(new Directory(path, tree.verdict(path))) : List.of();
      while (!level.isEmpty()) {
        level = below(level);
      }
    }

    /** Adds what is in some directories, all asked for at once; returns those in them. */
    private List<Directory> below(List<Directory> directories) throws IOException {
      List<List<HostFile>> listings = tree.host(directories.stream().map(Directory::path).toList());
      List<Directory> next = new ArrayList<>();
      for (int i = 0; i < listings.size(); i++) {
        add(listings.get(i));
        for (HostFile file : listings.get(i)) {
          if (file.isDirectory()) {
            walkLater(directories.get(i), file, next);
          }
        }
      }
      return next;
    }

    private static void walkLater(Directory parent, HostFile directory, List<Directory> later) {
      String name = FileNames.fromBytes(directory.name());
      IgnorePatterns.Verdict verdict = parent.verdict().child(name);
      if (verdict.mayHoldIncluded()) {
        later.add(new Directory(ScopedPath.join(parent.path(), name), verdict));
      }
    }

    private void add(List<HostFile> files) {
      sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, files.size()));
      for (HostFile file : files) {
        file.addStateTo(sha256);
        if (!file.isDirectory()) {
          newest = Math.max(newest, file.ctime());
        }
      }
    }
  }
}
