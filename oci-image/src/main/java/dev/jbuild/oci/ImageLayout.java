// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.oci;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * An OCI image layout: {@code oci-layout}, {@code index.json} and blobs.
 *
 * <p>Names are kept in the index in the annotation {@code org.opencontainers.image.ref.name}.
 * Changes to the index are made under an fcntl lock on {@code index.lock} and by rename, so any
 * number of threads and processes may work on one layout. See image-spec image-layout.md.
 */
public final class ImageLayout {
  /** The annotation that holds an image's name. */
  public static final String REF_NAME = "org.opencontainers.image.ref.name";

  // fcntl locks are per process: threads of one JVM exclude each other here.
  private static final ReentrantLock IN_PROCESS = new ReentrantLock();

  private final Path root;
  private final BlobStore blobs;
  private final Path temporary;

  public ImageLayout(Path root) {
    this.root = root;
    this.blobs = new BlobStore(root);
    this.temporary = root;
  }

  /** As {@link BlobStore#BlobStore(Path, Path)}: unfinished files go to {@code temporary}. */
  public ImageLayout(Path root, Path temporary) {
    this.root = root;
    this.blobs = new BlobStore(root, temporary);
    this.temporary = temporary;
  }

  public Path root() {
    return root;
  }

  public BlobStore blobs() {
    return blobs;
  }

  /** The index as it is now; an empty one if there is none yet. */
  public Index index() throws IOException {
    try {
      return Index.parse(Files.readAllBytes(root.resolve("index.json")));
    } catch (NoSuchFileException e) {
      return new Index(MediaType.OCI_INDEX, List.of(), Map.of());
    }
  }

  /** The manifest or index that {@code name} stands for. */
  public Optional<Descriptor> find(String name) throws IOException {
    return index().manifests().stream().filter(m -> isNamed(m, name)).findFirst();
  }

  /** Gives {@code name} to {@code target} alone; its former bearer stays in the store, unnamed. */
  public void tag(String name, Descriptor target) throws IOException {
    update(
        manifests -> {
          List<Descriptor> result = new ArrayList<>(manifests);
          result.removeIf(m -> isNamed(m, name));
          Map<String, String> annotations = new HashMap<>(target.annotations());
          annotations.put(REF_NAME, name);
          result.add(target.withAnnotations(annotations));
          return result;
        });
  }

  /** Removes a name; returns what it stood for. */
  public Optional<Descriptor> untag(String name) throws IOException {
    Optional<Descriptor> found = find(name);
    update(manifests -> manifests.stream().filter(m -> !isNamed(m, name)).toList());
    return found;
  }

  private static boolean isNamed(Descriptor manifest, String name) {
    return name.equals(manifest.annotations().get(REF_NAME));
  }

  /** Replaces the index's list of manifests atomically; makes the layout if it isn't there. */
  private void update(UnaryOperator<List<Descriptor>> change) throws IOException {
    Files.createDirectories(root);
    IN_PROCESS.lock();
    try (FileChannel channel =
            FileChannel.open(
                root.resolve("index.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (!lock.isValid()) {
        throw new IOException("lost the lock on " + root.resolve("index.lock"));
      }
      ObjectNode version = Json.object().put("imageLayoutVersion", "1.0.0");
      if (!Files.exists(root.resolve("oci-layout"))) {
        replace(root.resolve("oci-layout"), Json.toBytes(version));
      }
      Index index = index();
      List<Descriptor> manifests = change.apply(index.manifests());
      Index changed = new Index(index.mediaType(), manifests, index.annotations());
      replace(root.resolve("index.json"), changed.toBytes());
    } finally {
      IN_PROCESS.unlock();
    }
  }

  private void replace(Path file, byte[] data) throws IOException {
    Path unfinished = TemporaryFiles.newFile(temporary);
    try {
      try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(data));
        channel.force(false);
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }
}
