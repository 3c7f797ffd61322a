// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import dev.jbuild.oci.BlockInputStream;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.registry.RegistryException.Remedy;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;
import okhttp3.Request;
import okhttp3.Response;

/**
 * A blob as it comes in, whose size and digest are verified with its last byte: who has read as
 * many bytes as the descriptor says, or the end, has read the right ones.
 *
 * <p>Where a connection ends too early, the rest is asked for by {@code Range} (distribution-spec,
 * "Pulling blobs"); of a registry that then sends all of it, what is here already is passed over.
 */
final class BlobStream extends BlockInputStream {
  /** A connection that brought this much was worth it. */
  static final long PROGRESS_BYTES = 1 << 20;

  private static final int PARTIAL = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private final Session session;
  private final Reference repository;
  private final Descriptor blob;
  private final TransferListener listener;
  private final Retries.Trial trial;
  private final MessageDigest sha256 = Digest.newSha256();
  private long position;
  private long lastFailure;
  private boolean rangesFail;
  private Optional<Response> response = Optional.empty();
  private Optional<RegistryException> failure = Optional.empty();

  BlobStream(Session session, Reference repository, Descriptor blob, TransferListener listener) {
    this.session = session;
    this.repository = repository;
    this.blob = blob;
    this.listener = listener;
    this.trial = session.retries().begin();
  }

  /** Asks for the blob. */
  BlobStream open() {
    connect();
    try {
      if (blob.sizeBytes() == 0) {
        verify();
      }
      return this;
    } catch (RegistryException e) {
      close();
      throw e;
    }
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (failure.isPresent()) {
      throw failure.get();
    }
    if (length == 0) {
      return 0;
    }
    if (position == blob.sizeBytes()) {
      return -1;
    }
    int count = receive(target, offset, (int) Math.min(length, blob.sizeBytes() - position));
    sha256.update(target, offset, count);
    position += count;
    listener.pulled(blob, count);
    if (position == blob.sizeBytes()) {
      verify();
    }
    return count;
  }

  private int receive(byte[] target, int offset, int length) {
    while (true) {
      Response current = response.orElseThrow();
      try {
        int count = current.body().byteStream().read(target, offset, length);
        if (count > 0) {
          return count;
        }
        reconnect(Failures.endedEarly(current.request(), "the blob ended early, " + progress()));
      } catch (IOException e) {
        reconnect(Failures.brokenOff(current.request(), progress(), e));
      }
    }
  }

  private void reconnect(RegistryException broken) {
    close();
    if (position - lastFailure >= PROGRESS_BYTES) {
      trial.progressed();
    }
    lastFailure = position;
    giveUpOrPause(broken);
    connect();
  }

  private void connect() {
    while (response.isEmpty()) {
      try {
        response = Optional.of(request());
      } catch (RegistryException e) {
        giveUpOrPause(e);
      }
    }
  }

  private void giveUpOrPause(RegistryException e) {
    try {
      trial.failed(e);
    } catch (RegistryException last) {
      failure = Optional.of(last);
      throw last;
    }
  }

  private Response request() {
    Request.Builder builder =
        new Request.Builder().url(session.url(repository, "blobs/" + blob.digest()));
    if (position > 0 && !rangesFail) {
      builder.header("Range", "bytes=" + position + "-");
    }
    Response answer =
        session.once(repository, builder.build(), Scopes.pull(repository.repository()));
    try {
      position(answer);
      return answer;
    } catch (RegistryException e) {
      answer.close();
      throw e;
    } catch (IOException e) {
      answer.close();
      throw Failures.brokenOff(answer.request(), progress(), e);
    }
  }

  /** Brings the answer's body to {@link #position}. */
  private void position(Response answer) throws IOException {
    if (answer.code() == PARTIAL && position > 0) {
      requireRange(answer);
      return;
    }
    if (answer.code() == RANGE_NOT_SATISFIABLE) {
      rangesFail = true;
      throw Failures.endedEarly(answer.request(), "the registry can't send the rest of the blob");
    }
    if (answer.code() != 200) {
      throw session.error(repository, answer);
    }
    long length = answer.body().contentLength();
    if (length >= 0 && length != blob.sizeBytes()) {
      throw new RegistryException(
          RegistryException.Reason.INVALID_ANSWER,
          Failures.describe(answer.request())
              + ": the blob has "
              + length
              + " bytes instead of "
              + blob.sizeBytes(),
          Remedy.ONE_MORE);
    }
    InputStream in = answer.body().byteStream();
    in.skipNBytes(position);
  }

  private void requireRange(Response answer) {
    String range = answer.header("Content-Range", "");
    if (!range.startsWith("bytes " + position + "-")) {
      rangesFail = true;
      throw Failures.endedEarly(
          answer.request(),
          "asked for bytes from " + position + " on, got \"" + ErrorAnswer.clean(range) + "\"");
    }
  }

  private void verify() {
    Digest actual = Digest.of(sha256.digest());
    if (!actual.equals(blob.digest())) {
      Request request = response.orElseThrow().request();
      failure = Optional.of(Failures.wrongDigest(request, "the blob", actual, blob.digest()));
      throw failure.get();
    }
  }

  private String progress() {
    return "after " + position + " of " + blob.sizeBytes() + " bytes";
  }

  @Override
  public void close() {
    response.ifPresent(Response::close);
    response = Optional.empty();
  }
}
