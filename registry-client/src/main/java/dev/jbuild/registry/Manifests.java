// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.Index;
import dev.jbuild.oci.Json;
import dev.jbuild.oci.MediaType;
import dev.jbuild.oci.OciException;
import dev.jbuild.oci.Platform;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** Manifests and indexes: distribution-spec, "Pulling manifests" and "Pushing manifests". */
final class Manifests {
  private static final String ACCEPT =
      String.join(
          ", ",
          MediaType.OCI_INDEX,
          MediaType.OCI_MANIFEST,
          MediaType.DOCKER_INDEX,
          MediaType.DOCKER_MANIFEST);

  /** Four times what registries have to accept. */
  private static final int MAX_BYTES = 16 << 20;

  /** An index may refer to an index; who goes on for ever is up to no good. */
  private static final int MAX_INDEX_DEPTH = 4;

  private final Session session;

  Manifests(Session session) {
    this.session = session;
  }

  Descriptor resolve(Reference reference) {
    try (Response response = send(reference, request(reference).head().build())) {
      Optional<Descriptor> descriptor =
          response.isSuccessful() ? fromHeaders(response) : Optional.empty();
      descriptor.ifPresent(d -> requireAsked(reference, d.digest(), response));
      if (descriptor.isPresent()) {
        return descriptor.get();
      }
    }
    // Some registries refuse HEAD or leave out the digest; and an error of GET says why.
    return get(reference).descriptor();
  }

  PulledManifest get(Reference reference) {
    return session.retries().run(() -> getOnce(reference));
  }

  private PulledManifest getOnce(Reference reference) {
    Scopes scopes = Scopes.pull(reference.repository());
    try (Response response = session.once(reference, request(reference).build(), scopes)) {
      if (!response.isSuccessful()) {
        throw session.error(reference, response);
      }
      byte[] data = body(response);
      Digest digest = Digest.ofData(data);
      requireAsked(reference, digest, response);
      session.requireDigest(response, digest);
      return new PulledManifest(
          Descriptor.of(mediaType(response, data), digest, data.length), data);
    }
  }

  PulledManifest get(Reference reference, Platform platform) {
    PulledManifest manifest = get(reference);
    for (int depth = 0; MediaType.isIndex(manifest.descriptor().mediaType()); depth++) {
      if (depth == MAX_INDEX_DEPTH) {
        throw invalid(reference, "its indexes are nested more than " + MAX_INDEX_DEPTH + " deep");
      }
      Descriptor child = select(reference, manifest, platform);
      manifest = get(reference.withDigest(child.digest()));
    }
    return manifest;
  }

  private static Descriptor select(
      Reference reference, PulledManifest manifest, Platform platform) {
    try {
      Index index = Index.parse(manifest.data());
      return index
          .select(platform)
          .orElseThrow(
              () ->
                  new RegistryException(
                      RegistryException.Reason.NOT_FOUND,
                      reference + " has no image for " + platform + ", only for " + offer(index)));
    } catch (OciException e) {
      throw invalid(reference, e.getMessage());
    }
  }

  private static String offer(Index index) {
    return index.manifests().stream()
        .flatMap(m -> m.platform().stream())
        .map(Platform::toString)
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static RegistryException invalid(Reference reference, @Nullable String reason) {
    return new RegistryException(
        RegistryException.Reason.INVALID_ANSWER, "cannot pull " + reference + ": " + reason);
  }

  Descriptor put(Reference reference, String mediaType, byte[] data) {
    Descriptor descriptor = Descriptor.ofData(mediaType, data);
    if (reference.digest().isPresent() && !reference.digest().get().equals(descriptor.digest())) {
      throw new RegistryException(
          RegistryException.Reason.LOCAL,
          "cannot push " + reference + ": the manifest has digest " + descriptor.digest());
    }
    RequestBody body = RequestBody.create(data, okhttp3.MediaType.get(mediaType));
    Request request =
        new Request.Builder()
            .url(session.url(reference, "manifests/" + identifier(reference)))
            .put(body)
            .build();
    return session.retries().run(() -> putOnce(reference, request, descriptor));
  }

  private Descriptor putOnce(Reference reference, Request request, Descriptor descriptor) {
    Scopes scopes = Scopes.push(reference.repository());
    try (Response response = session.once(reference, request, scopes)) {
      if (!response.isSuccessful()) {
        throw session.error(reference, response);
      }
      session.requireDigest(response, descriptor.digest());
      return descriptor;
    }
  }

  private Request.Builder request(Reference reference) {
    return new Request.Builder()
        .url(session.url(reference, "manifests/" + identifier(reference)))
        .header("Accept", ACCEPT);
  }

  private Response send(Reference reference, Request request) {
    return session.execute(reference, request, Scopes.pull(reference.repository()));
  }

  private static String identifier(Reference reference) {
    if (reference.digest().isPresent()) {
      return reference.digest().get().toString();
    }
    if (reference.tag().isPresent()) {
      return reference.tag().get();
    }
    throw new RegistryException(
        RegistryException.Reason.LOCAL,
        reference + " names a repository: a tag or a digest is needed");
  }

  private static void requireAsked(Reference reference, Digest actual, Response response) {
    if (reference.digest().isPresent() && !reference.digest().get().equals(actual)) {
      throw Failures.wrongDigest(
          response.request(), "the manifest", actual, reference.digest().get());
    }
  }

  /** What HEAD says, if it says all: type, digest and size. */
  private static Optional<Descriptor> fromHeaders(Response response) {
    String digest = response.header(Session.CONTENT_DIGEST);
    String length = response.header("Content-Length");
    String type = headerType(response);
    if (digest == null || length == null || !isKnown(type)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Descriptor.of(type, Digest.parse(digest), Long.parseLong(length)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The type that the content states, which its digest covers, else the one of the header. */
  private static String mediaType(Response response, byte[] data) {
    String type;
    try {
      type =
          Json.optionalText(Json.parseObject(data, "the manifest"), "mediaType")
              .orElseGet(() -> headerType(response));
    } catch (OciException e) {
      throw Failures.invalid(response.request(), String.valueOf(e.getMessage()));
    }
    if (!isKnown(type)) {
      throw Failures.invalid(
          response.request(),
          "manifests of type \"" + ErrorAnswer.clean(type) + "\" are not supported");
    }
    return type;
  }

  private static boolean isKnown(String mediaType) {
    return MediaType.isIndex(mediaType) || MediaType.isManifest(mediaType);
  }

  private static String headerType(Response response) {
    String type = response.header("Content-Type", "");
    int semicolon = type.indexOf(';');
    return (semicolon < 0 ? type : type.substring(0, semicolon)).trim();
  }

  private static byte[] body(Response response) {
    try {
      BufferedSource source = response.body().source();
      if (source.request(MAX_BYTES + 1L)) {
        throw Failures.invalid(
            response.request(), "the manifest is larger than " + MAX_BYTES + " bytes");
      }
      return source.readByteArray();
    } catch (IOException e) {
      throw Failures.unreachable(response.request(), e);
    }
  }
}
