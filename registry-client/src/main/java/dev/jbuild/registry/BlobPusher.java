// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Brings one blob into a repository: finds it there, mounts it from another repository, or uploads
 * it. See distribution-spec, "Pushing blobs", end-2, end-4a, end-6 and end-11.
 */
final class BlobPusher {
  /** Statuses after which an upload, rather than the look or the mount, may still succeed. */
  private static final Set<Integer> GO_ON = Set.of(400, 401, 403, 404, 405);

  private static final int CREATED = 201;
  private static final int ACCEPTED = 202;

  private final Session session;
  private final Reference repository;
  private final Descriptor blob;
  private final Scopes scopes;

  BlobPusher(Session session, Reference repository, Descriptor blob) {
    this.session = session;
    this.repository = repository;
    this.blob = blob;
    this.scopes = Scopes.push(repository.repository());
  }

  BlobPush push(BlobSource source, List<Reference> mountFrom, TransferListener listener) {
    if (exists()) {
      return BlobPush.EXISTED;
    }
    Optional<HttpUrl> upload = Optional.empty();
    for (Reference from : mountFrom) {
      if (upload.isPresent() || !isMountable(from)) {
        continue;
      }
      try (Response response = mount(from)) {
        if (response.code() == CREATED) {
          session.requireDigest(response, blob.digest());
          return BlobPush.MOUNTED;
        }
        upload = uploadOf(response);
      } catch (RegistryException e) {
        // No token for the other repository: that need not hinder an upload to this one.
        if (e.reason() != RegistryException.Reason.DENIED) {
          throw e;
        }
      }
    }
    put(upload.orElseGet(this::startUpload), source, listener);
    return BlobPush.UPLOADED;
  }

  private boolean exists() {
    Request head =
        new Request.Builder().head().url(session.url(repository, "blobs/" + blob.digest())).build();
    try (Response response = session.execute(repository, head, scopes)) {
      if (!response.isSuccessful() && !GO_ON.contains(response.code())) {
        throw session.error(repository, response);
      }
      return response.isSuccessful();
    }
  }

  private boolean isMountable(Reference from) {
    return from.registryHost().equals(repository.registryHost())
        && !from.repository().equals(repository.repository());
  }

  private Response mount(Reference from) {
    HttpUrl url =
        uploads()
            .newBuilder()
            .addQueryParameter("mount", blob.digest().toString())
            .addQueryParameter("from", from.repository())
            .build();
    return session.execute(repository, post(url), scopes.plus(Scopes.pull(from.repository())));
  }

  /** The upload that a registry starts where it doesn't mount; none if it refuses the mount. */
  private Optional<HttpUrl> uploadOf(Response response) {
    if (response.code() == ACCEPTED) {
      return Optional.of(location(response));
    }
    if (GO_ON.contains(response.code())) {
      return Optional.empty();
    }
    throw session.error(repository, response);
  }

  private HttpUrl startUpload() {
    try (Response response = session.execute(repository, post(uploads()), scopes)) {
      if (response.code() != ACCEPTED) {
        throw session.error(repository, response);
      }
      return location(response);
    }
  }

  private HttpUrl uploads() {
    return session.url(repository, "blobs/uploads/");
  }

  private static Request post(HttpUrl url) {
    return new Request.Builder().url(url).post(RequestBody.create(new byte[0])).build();
  }

  /** Absolute or relative, with a query that must come back as it is. */
  private static HttpUrl location(Response response) {
    String location = response.header("Location");
    HttpUrl url = location == null ? null : response.request().url().resolve(location);
    if (url == null) {
      throw Failures.invalid(response.request(), "the answer does not say where to upload to");
    }
    return url;
  }

  private void put(HttpUrl upload, BlobSource source, TransferListener listener) {
    Digest digest = blob.digest();
    HttpUrl url = upload.newBuilder().setQueryParameter("digest", digest.toString()).build();
    BlobUpload body = new BlobUpload(blob, source, listener);
    Request request = new Request.Builder().url(url).put(body).build();
    try (Response response = session.execute(repository, request, scopes)) {
      if (!response.isSuccessful()) {
        throw session.error(repository, response);
      }
      session.requireDigest(response, digest);
    } catch (RegistryException e) {
      if (body.sourceFailure().isEmpty()) {
        throw e;
      }
      throw new RegistryException(
          RegistryException.Reason.LOCAL,
          "cannot read blob " + digest + " for upload: " + body.sourceFailure().get().getMessage(),
          body.sourceFailure().get());
    }
  }
}
