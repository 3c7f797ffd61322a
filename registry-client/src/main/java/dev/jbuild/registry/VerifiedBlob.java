// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import dev.jbuild.oci.BlockInputStream;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;
import okhttp3.Request;
import okhttp3.Response;

/**
 * A blob as it comes in, whose size and digest are verified with its last byte: who has read as
 * many bytes as the descriptor says, or the end, has read the right ones.
 */
final class VerifiedBlob extends BlockInputStream {
  private final Response response;
  private final InputStream in;
  private final Descriptor blob;
  private final TransferListener listener;
  private final MessageDigest sha256 = Digest.newSha256();
  private long remainingBytes;
  private Optional<RegistryException> failure = Optional.empty();

  VerifiedBlob(Response response, Descriptor blob, TransferListener listener) {
    this.response = response;
    this.in = response.body().byteStream();
    this.blob = blob;
    this.listener = listener;
    this.remainingBytes = blob.sizeBytes();
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (failure.isPresent()) {
      throw failure.get();
    }
    if (length == 0) {
      return 0;
    }
    if (remainingBytes == 0) {
      return -1;
    }
    int count = receive(target, offset, (int) Math.min(length, remainingBytes));
    sha256.update(target, offset, count);
    remainingBytes -= count;
    listener.pulled(blob, count);
    if (remainingBytes == 0) {
      verify();
    }
    return count;
  }

  private int receive(byte[] target, int offset, int length) {
    int count;
    try {
      count = in.read(target, offset, length);
    } catch (IOException e) {
      throw fail(Failures.brokenOff(request(), progress(), e));
    }
    if (count < 0) {
      throw fail(Failures.invalid(request(), "the blob ended early, " + progress()));
    }
    return count;
  }

  private void verify() {
    Digest actual = Digest.of(sha256.digest());
    if (!actual.equals(blob.digest())) {
      throw fail(
          Failures.invalid(
              request(), "the blob has digest " + actual + " instead of " + blob.digest()));
    }
  }

  /** An empty blob has no last byte, so it is verified when it is opened. */
  void verifyIfEmpty() {
    if (remainingBytes == 0) {
      verify();
    }
  }

  private RegistryException fail(RegistryException e) {
    failure = Optional.of(e);
    return e;
  }

  private String progress() {
    return "after " + (blob.sizeBytes() - remainingBytes) + " of " + blob.sizeBytes() + " bytes";
  }

  private Request request() {
    return response.request();
  }

  @Override
  public void close() {
    response.close();
  }
}
