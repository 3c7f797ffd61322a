// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import dev.jbuild.oci.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/** The body of the one PUT that uploads a blob: streamed, of known length, counted. */
final class BlobUpload extends RequestBody {
  private static final int BUFFER_BYTES = 64 << 10;

  private final Descriptor blob;
  private final BlobSource source;
  private final TransferListener listener;
  private Optional<IOException> sourceFailure = Optional.empty();

  BlobUpload(Descriptor blob, BlobSource source, TransferListener listener) {
    this.blob = blob;
    this.source = source;
    this.listener = listener;
  }

  /** Why the source could not be read, if that is what ended the upload. */
  Optional<IOException> sourceFailure() {
    return sourceFailure;
  }

  @Override
  public MediaType contentType() {
    return MediaType.get("application/octet-stream");
  }

  @Override
  public long contentLength() {
    return blob.sizeBytes();
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long sentBytes = 0;
    try (InputStream in = open()) {
      for (int count = read(in, buffer); count >= 0; count = read(in, buffer)) {
        sentBytes += count;
        if (sentBytes > blob.sizeBytes()) {
          throw local(new IOException("it is longer than " + blob.sizeBytes() + " bytes"));
        }
        sink.write(buffer, 0, count);
        listener.pushed(blob, count);
      }
    }
    if (sentBytes < blob.sizeBytes()) {
      throw local(
          new IOException("it ends after " + sentBytes + " of " + blob.sizeBytes() + " bytes"));
    }
  }

  private InputStream open() throws IOException {
    try {
      return source.open();
    } catch (IOException e) {
      throw local(e);
    }
  }

  private int read(InputStream in, byte[] buffer) throws IOException {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw local(e);
    }
  }

  private IOException local(IOException e) {
    sourceFailure = Optional.of(e);
    return e;
  }
}
