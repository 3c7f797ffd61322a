// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.registry.BlobPush;
import dev.jbuild.registry.BlobSource;
import dev.jbuild.registry.Reference;
import dev.jbuild.registry.RegistryClient;
import dev.jbuild.registry.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Records as tags {@code PREFIX-<key>} of a repository in a registry. */
final class CacheInRegistry implements CacheRepository {
  private static final String DEFAULT_PREFIX = "cache";

  /** Tags have at most 128 characters, keys 64. */
  private static final int LONGEST_PREFIX = 63;

  private final String shown;
  private final Reference repository;
  private final String prefix;
  private final Supplier<RegistryClient> registry;
  private final BlobOrigins origins;
  private final Publisher publisher;

  private CacheInRegistry(
      String shown,
      Reference repository,
      String prefix,
      Supplier<RegistryClient> registry,
      BlobOrigins origins,
      Publisher publisher) {
    this.shown = shown;
    this.repository = repository;
    this.prefix = prefix;
    this.registry = registry;
    this.origins = origins;
    this.publisher = publisher;
  }

  /** {@code text} is {@code REPOSITORY[:PREFIX]}. */
  static CacheInRegistry of(
      String text, Supplier<RegistryClient> registry, BlobOrigins origins, Publisher publisher) {
    Reference reference = parse(text);
    String prefix = reference.tag().orElse(DEFAULT_PREFIX);
    if (prefix.length() > LONGEST_PREFIX) {
      throw failure(
          text, "its tag, with which the tags of records begin, has more than 63 letters");
    }
    return new CacheInRegistry(text, reference.withoutTag(), prefix, registry, origins, publisher);
  }

  private static Reference parse(String text) {
    try {
      Reference reference = Reference.parseWithoutDefaultTag(text);
      if (reference.digest().isPresent()) {
        throw failure(text, "a cache has no digest");
      }
      return reference;
    } catch (IllegalArgumentException e) {
      throw failure(text, String.valueOf(e.getMessage()));
    }
  }

  private static BuildException failure(String text, String why) {
    return new BuildException(ExitCode.COMMAND_LINE, "cache reference " + text + ": " + why);
  }

  /** The image that {@code text} names, if it is meant as an image and not as a cache. */
  static Reference image(String text) {
    Reference reference = parse(text);
    return reference.tag().isPresent() ? reference : reference.withTag("latest");
  }

  @Override
  public String shown() {
    return shown;
  }

  private Reference tag(Digest key) {
    return repository.withTag(prefix + "-" + key.hex());
  }

  @Override
  public Optional<byte[]> find(Digest key) {
    try {
      return Optional.of(registry.get().manifest(tag(key)).data());
    } catch (RegistryException e) {
      if (e.reason() == RegistryException.Reason.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public boolean has(Digest key) {
    try {
      return !registry.get().resolve(tag(key)).mediaType().isEmpty();
    } catch (RegistryException e) {
      if (e.reason() == RegistryException.Reason.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public void offer(Digest blob) throws IOException {
    origins.put(blob, repository);
  }

  @Override
  public InputStream open(Descriptor blob) {
    return registry.get().blob(repository, blob);
  }

  @Override
  public CompletableFuture<Void> bring(Descriptor blob) {
    return publisher.bring(repository, blob);
  }

  @Override
  public void putBlob(Descriptor blob, BlobSource source) {
    BlobPush unused = registry.get().pushBlob(repository, blob, source, List.of());
  }

  @Override
  public void put(Digest key, Document manifest) {
    registry.get().pushManifest(tag(key), manifest.descriptor().mediaType(), manifest.data());
  }
}
