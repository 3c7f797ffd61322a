// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.registry.RegistryException.Remedy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Uploads one blob: by a single PUT, or in pieces where the registry wants that or has lost the
 * connection before. After a failure it goes on from what the registry says it has.
 *
 * <p>See distribution-spec, "Pushing a blob monolithically" and "in chunks", end-4 to end-6 and
 * end-13.
 */
final class BlobUploader {
  /** What a lost connection may cost. */
  private static final long CHUNK_BYTES = 16 << 20;

  private static final int ACCEPTED = 202;
  private static final int NO_CONTENT = 204;

  private final Session session;
  private final Reference repository;
  private final Descriptor blob;
  private final BlobSource source;
  private final TransferListener listener;
  private final Scopes scopes;
  private boolean inPieces;
  private boolean piecesFail;

  BlobUploader(
      Session session,
      Reference repository,
      Descriptor blob,
      BlobSource source,
      TransferListener listener) {
    this.session = session;
    this.repository = repository;
    this.blob = blob;
    this.source = source;
    this.listener = listener;
    this.scopes = Scopes.push(repository.repository());
  }

  /**
   * Uploads, into {@code begun} if the registry has begun an upload already; {@code exists} asks
   * whether the blob is there.
   */
  void upload(Optional<UploadSession> begun, BooleanSupplier exists) {
    Retries.Trial trial = session.retries().begin();
    Optional<UploadSession> upload = begun;
    long best = 0;
    while (true) {
      try {
        if (upload.isEmpty()) {
          upload = Optional.of(start());
        }
        send(upload.get());
        return;
      } catch (RegistryException e) {
        failed(e, trial, upload);
      }
      // The answer may have been all that was lost.
      if (exists.getAsBoolean()) {
        return;
      }
      upload = upload.flatMap(this::state);
      long there = upload.map(UploadSession::offset).orElse(0L);
      if (there - best >= BlobStream.PROGRESS_BYTES) {
        trial.progressed();
      }
      best = Math.max(best, there);
    }
  }

  private void failed(RegistryException e, Retries.Trial trial, Optional<UploadSession> upload) {
    try {
      RegistryException told = e.codes().contains("DIGEST_INVALID") ? requireRightSource(e) : e;
      trial.failed(told);
    } catch (RegistryException last) {
      upload.ifPresent(this::cancel);
      throw last;
    }
    // A registry that doesn't take what it has begun to take gets the blob in one piece.
    piecesFail |= inPieces && e.status().isPresent() && e.status().getAsInt() < 500;
    inPieces = !piecesFail;
  }

  private UploadSession start() {
    Request post = post(session.url(repository, "blobs/uploads/"));
    try (Response response = session.once(repository, post, scopes)) {
      if (response.code() != ACCEPTED) {
        throw session.error(repository, response);
      }
      return UploadSession.begun(response);
    }
  }

  static Request post(HttpUrl url) {
    return new Request.Builder().url(url).post(RequestBody.create(new byte[0])).build();
  }

  private void send(UploadSession begun) {
    UploadSession upload = begun;
    boolean small = !inPieces || blob.sizeBytes() <= CHUNK_BYTES;
    boolean one = upload.offset() == 0 && upload.leastChunk().isEmpty() && small;
    if (one || piecesFail) {
      finish(upload, blob.sizeBytes());
      return;
    }
    inPieces = true;
    long chunk = Math.max(CHUNK_BYTES, upload.leastChunk().orElse(0));
    while (upload.offset() < blob.sizeBytes()) {
      upload = patch(upload, Math.min(chunk, blob.sizeBytes() - upload.offset()));
    }
    finish(upload, 0);
  }

  private UploadSession patch(UploadSession upload, long length) {
    long start = upload.offset();
    BlobSlice body = new BlobSlice(blob, source, listener, start, length);
    Request request =
        new Request.Builder()
            .url(upload.location())
            .header("Content-Range", start + "-" + (start + length - 1))
            .patch(body)
            .build();
    try (Response response = execute(request, body)) {
      if (!response.isSuccessful()) {
        // What the registry has is asked for, whatever it is that it doesn't like.
        throw transientOf(session.error(repository, response));
      }
      UploadSession next = upload.updated(response, start + length);
      if (next.offset() <= start || next.offset() > start + length) {
        throw Failures.endedEarly(
            request, "the registry has " + next.offset() + " bytes after " + (start + length));
      }
      return next;
    }
  }

  private static RegistryException transientOf(RegistryException e) {
    boolean denied = e.reason() == RegistryException.Reason.DENIED;
    return denied || e.remedy() != Remedy.NONE
        ? e
        : new RegistryException(
            e.reason(),
            String.valueOf(e.getMessage()),
            Remedy.FEW,
            e.retryAfter(),
            e.status(),
            e.codes());
  }

  /** The last request of an upload, with all of the blob or, after pieces, nothing of it. */
  private void finish(UploadSession upload, long length) {
    HttpUrl url =
        upload
            .location()
            .newBuilder()
            .setQueryParameter("digest", blob.digest().toString())
            .build();
    BlobSlice body = new BlobSlice(blob, source, listener, blob.sizeBytes() - length, length);
    Request request = new Request.Builder().url(url).put(body).build();
    try (Response response = execute(request, body)) {
      if (!response.isSuccessful()) {
        RegistryException e = session.error(repository, response);
        // Registries that forgot the upload say so with or without a code.
        throw response.code() == 404 || response.code() == 416 ? transientOf(e) : e;
      }
      session.requireDigest(response, blob.digest());
    }
  }

  private Response execute(Request request, BlobSlice body) {
    try {
      return session.once(repository, request, scopes);
    } catch (RegistryException e) {
      if (body.sourceFailure().isEmpty()) {
        throw e;
      }
      IOException cause = body.sourceFailure().get();
      throw new RegistryException(
          RegistryException.Reason.LOCAL,
          "cannot read blob " + blob.digest() + " for upload: " + cause.getMessage(),
          cause);
    }
  }

  /** What the registry has of an upload; nothing if it doesn't tell, or pieces are no use. */
  private Optional<UploadSession> state(UploadSession upload) {
    if (piecesFail) {
      cancel(upload);
      return Optional.empty();
    }
    Request get = new Request.Builder().url(upload.location()).build();
    try (Response response = session.execute(repository, get, scopes)) {
      boolean told = response.code() == NO_CONTENT && response.header("Range") != null;
      return told
          ? Optional.of(upload.updated(response, 0)).filter(u -> u.offset() <= blob.sizeBytes())
          : Optional.empty();
    } catch (RegistryException e) {
      return Optional.empty();
    }
  }

  /** Tells the registry to forget an upload; whether it does is its own affair. */
  private void cancel(UploadSession upload) {
    cancel(session, repository, upload);
  }

  static void cancel(Session session, Reference repository, UploadSession upload) {
    Scopes scopes = Scopes.push(repository.repository());
    Request delete = new Request.Builder().url(upload.location()).delete().build();
    try {
      session.once(repository, delete, scopes).close();
    } catch (RegistryException e) {
      // It forgets by itself after some time.
      return;
    }
  }

  /** Tells a damaged file here from a registry that got something else. */
  private RegistryException requireRightSource(RegistryException refused) {
    MessageDigest sha256 = Digest.newSha256();
    try (InputStream in = new DigestInputStream(source.open(), sha256)) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new RegistryException(
          RegistryException.Reason.LOCAL,
          "cannot read blob " + blob.digest() + " for upload: " + e.getMessage(),
          e);
    }
    Digest actual = Digest.of(sha256.digest());
    if (!actual.equals(blob.digest())) {
      throw new RegistryException(
          RegistryException.Reason.LOCAL,
          "cannot upload blob " + blob.digest() + ": the content here has digest " + actual);
    }
    return refused;
  }
}
