// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import dev.jbuild.oci.Descriptor;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.Request;
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
    Optional<UploadSession> upload = Optional.empty();
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
    new BlobUploader(session, repository, blob, source, listener).upload(upload, this::exists);
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
    return session.execute(
        repository, BlobUploader.post(url), scopes.plus(Scopes.pull(from.repository())));
  }

  /** The upload that a registry starts where it doesn't mount; none if it refuses the mount. */
  private Optional<UploadSession> uploadOf(Response response) {
    if (response.code() == ACCEPTED) {
      return Optional.of(UploadSession.begun(response));
    }
    if (GO_ON.contains(response.code())) {
      return Optional.empty();
    }
    throw session.error(repository, response);
  }

  private HttpUrl uploads() {
    return session.url(repository, "blobs/uploads/");
  }
}
