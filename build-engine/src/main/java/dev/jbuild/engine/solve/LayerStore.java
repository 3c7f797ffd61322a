// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.layer.Decompressor;
import dev.jbuild.layer.LayerException;
import dev.jbuild.layer.LayerItem;
import dev.jbuild.layer.LayerOptions;
import dev.jbuild.layer.LayerReader;
import dev.jbuild.layer.LayerToc;
import dev.jbuild.layer.LayerWriter;
import dev.jbuild.layer.LowerLookup;
import dev.jbuild.layer.ReadLayer;
import dev.jbuild.layer.WrittenLayer;
import dev.jbuild.oci.BlobStore;
import dev.jbuild.oci.Compression;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.MediaType;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Layers of one storage root: writing them as blobs, and bringing about their tables of contents
 * and unpacked directories when something asks for them.
 *
 * <p>Each is made once however many ask, in this process or another, and under a temporary name.
 */
final class LayerStore {
  private static final LayerReader READER = new LayerReader(LowerLookup.none());

  private final StorageRoot root;
  private final Ids ids;
  private final BlobStore blobs;
  private final BlobFetcher fetcher;
  private final WorkDirectory work;
  private final RootLocks locks;
  private final Once<Digest, LayerToc> tocs = new Once<>();
  private final Once<Digest, Path> directories = new Once<>();
  private volatile boolean unpacksFirst;

  LayerStore(StorageRoot root, Ids ids, BlobFetcher fetcher, WorkDirectory work) {
    this.root = root;
    this.ids = ids;
    this.blobs = root.store(work).blobs();
    this.fetcher = fetcher;
    this.work = work;
    this.locks = root.locks();
  }

  /** Writes a layer into the store, with its table of contents. */
  LayerBlob write(Collection<LayerItem> items, LayerOptions options) throws IOException {
    try (BlobStore.Writer out = blobs.newWriter()) {
      WrittenLayer written = new LayerWriter(options).write(items, out);
      long sizeBytes = out.sizeBytes();
      Digest digest = out.commit();
      keepToc(written.diffId(), written.toc());
      tocs.get(written.diffId(), written::toc);
      String mediaType = MediaType.ociLayer(options.compression());
      return new LayerBlob(written.diffId(), Descriptor.of(mediaType, digest, sizeBytes));
    }
  }

  /** The same layer in another compression: the bytes that {@link #write} would have made. */
  LayerBlob recompress(LayerBlob layer, LayerOptions options) throws IOException {
    try (InputStream blob = Files.newInputStream(blob(layer));
        InputStream tar = Decompressor.open(blob, compression(layer));
        BlobStore.Writer out = blobs.newWriter()) {
      new LayerWriter(options).compress(tar, out);
      long sizeBytes = out.sizeBytes();
      String mediaType = MediaType.ociLayer(options.compression());
      return new LayerBlob(layer.diffId(), Descriptor.of(mediaType, out.commit(), sizeBytes));
    }
  }

  /**
   * Says that a RUN will be run, so that layers are unpacked in any case: then their tables of
   * contents are made by that, not by reading the blob once more.
   */
  void expectRuns() {
    unpacksFirst = true;
  }

  /** A layer's table of contents; its blob is read, and fetched first, if there is none yet. */
  LayerToc toc(LayerBlob layer) throws IOException {
    Path file = root.toc(layer.diffId());
    if (unpacksFirst && !Files.exists(file)) {
      directory(layer);
    }
    return tocs.get(
        layer.diffId(),
        () -> {
          try {
            return LayerToc.read(file);
          } catch (NoSuchFileException e) {
            return readTocOnce(layer, file);
          }
        });
  }

  /** A layer's unpacked directory in overlay form. */
  Path directory(LayerBlob layer) throws IOException {
    Path directory = root.layer(ids.key(), layer.diffId());
    return Files.isDirectory(directory)
        ? directory
        : directories.get(layer.diffId(), () -> unpackOnce(layer, directory));
  }

  /** The file of a layer's blob, after fetching it if needed. */
  Path blob(LayerBlob layer) throws IOException {
    return fetcher.fetch(layer.descriptor());
  }

  /**
   * Gives what a RUN left in {@code upper} the place of the layer that was made of it, which no
   * mount may use any longer. Copies that the overlay made without need are removed first: they are
   * not in the layer, and over other layers they would hide what is there.
   */
  void adopt(Digest diffId, LayerToc toc, Path upper) throws IOException {
    Path directory = root.layer(ids.key(), diffId);
    if (!Files.isDirectory(directory) && UpperDirectory.prune(upper, toc)) {
      Files.createDirectories(directory.getParent());
      moveIfFirst(upper, directory);
    }
  }

  /** Unpacks entries into a new directory of this build. */
  Path unpackTemporarily(Collection<LayerItem> items) throws IOException {
    Path directory = work.newDirectory("repairs");
    unpack(items, directory);
    return directory;
  }

  /** Unpacks entries, in the order of a layer, into an empty directory, in overlay form. */
  void unpack(Collection<LayerItem> items, Path directory) throws IOException {
    Path tar = newScratch();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(tar))) {
      new LayerWriter(LayerOptions.of(Compression.NONE)).write(items, out);
    }
    try (InputStream in = Files.newInputStream(tar)) {
      READER.unpack(in, Compression.NONE, directory, ids.owners());
    }
    Files.delete(tar);
  }

  /** The name of a new file that lasts as long as this build. */
  Path newScratch() {
    return work.newName("scratch");
  }

  private LayerToc readTocOnce(LayerBlob layer, Path file) throws IOException {
    return locks.holding(
        RootLocks.Kind.TOC,
        layer.diffId(),
        () -> Files.exists(file) ? LayerToc.read(file) : readToc(layer));
  }

  private LayerToc readToc(LayerBlob layer) throws IOException {
    ReadLayer content = read(layer, in -> READER.readToc(in, compression(layer)));
    keepToc(layer.diffId(), content.toc());
    return content.toc();
  }

  private Path unpackOnce(LayerBlob layer, Path directory) throws IOException {
    Digest key = CacheKey.of(ids.key()).with("diffId", layer.diffId()).digest();
    return locks.holding(
        RootLocks.Kind.LAYER,
        key,
        () -> Files.isDirectory(directory) ? directory : unpack(layer, directory));
  }

  private Path unpack(LayerBlob layer, Path directory) throws IOException {
    List<Path> attempts = new ArrayList<>();
    ReadLayer content =
        read(
            layer,
            in -> {
              attempts.add(work.newDirectory("unpack"));
              Path target = attempts.get(attempts.size() - 1);
              return READER.unpack(in, compression(layer), target, ids.owners());
            });
    keepToc(layer.diffId(), content.toc());
    tocs.get(layer.diffId(), content::toc);
    Path temporary = attempts.get(attempts.size() - 1);
    Files.createDirectories(directory.getParent());
    moveIfFirst(temporary, directory);
    return directory;
  }

  /** Gives a directory a name, unless another build has done so with its own. */
  static void moveIfFirst(Path from, Path to) throws IOException {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      if (!Files.isDirectory(to)) {
        throw e;
      }
      // Another build has put the same layer there meanwhile; ours is swept with the work
      // directory.
    }
  }

  private void keepToc(Digest diffId, LayerToc toc) throws IOException {
    Path file = root.toc(diffId);
    if (!Files.exists(file)) {
      Files.createDirectories(file.getParent());
      toc.write(file);
    }
  }

  private static Compression compression(LayerBlob layer) {
    return MediaType.compressionOf(layer.descriptor().mediaType());
  }

  /** What is made of a layer's blob. */
  private interface Reading {
    ReadLayer of(InputStream blob) throws IOException;
  }

  /**
   * Reads a layer, which may still be on its way; and once more when it is here, as what came first
   * may have been something else. What is wrong with it is told with its name and where it came
   * from.
   */
  private ReadLayer read(LayerBlob layer, Reading reading) throws IOException {
    boolean here = blobs.contains(layer.descriptor().digest());
    Optional<String> wrong = Optional.empty();
    for (int attempt = here ? 1 : 0; attempt < 2; attempt++) {
      try (InputStream in = fetcher.open(layer.descriptor())) {
        ReadLayer content = reading.of(in);
        // It may not have been read to the end of the blob.
        blob(layer);
        if (content.diffId().equals(layer.diffId())) {
          return content;
        }
        wrong =
            Optional.of(
                "it unpacks to diffID "
                    + content.diffId()
                    + ", but the image's config says "
                    + layer.diffId());
      } catch (LayerException e) {
        wrong = Optional.of(String.valueOf(e.getMessage()));
      }
      // If it wasn't the blob that was asked for, that is the reason.
      blob(layer);
    }
    // What can't be read is fetched anew next time: the registry may have mended it.
    blobs.delete(layer.descriptor().digest());
    String from =
        fetcher.origin(layer.descriptor().digest()).map(o -> " of " + o.name()).orElse("");
    throw new BuildException(
        ExitCode.REGISTRY,
        "cannot read layer " + layer.descriptor().digest() + from + ": " + wrong.orElseThrow());
  }
}
