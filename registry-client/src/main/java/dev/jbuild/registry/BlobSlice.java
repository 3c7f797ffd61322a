// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import dev.jbuild.oci.Descriptor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/** Some bytes of a blob as the body of a request: streamed, of known length, counted. */
final class BlobSlice extends RequestBody {
  private static final int BUFFER_BYTES = 64 << 10;

  private final Descriptor blob;
  private final BlobSource source;
  private final TransferListener listener;
  private final long start;
  private final long length;
  private Optional<IOException> sourceFailure = Optional.empty();

  BlobSlice(
      Descriptor blob, BlobSource source, TransferListener listener, long start, long length) {
    this.blob = blob;
    this.source = source;
    this.listener = listener;
    this.start = start;
    this.length = length;
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
    return length;
  }

  /** What the registry has of it is asked for before anything is sent again. */
  @Override
  public boolean isOneShot() {
    return true;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = open()) {
      skip(in);
      long left = length;
      while (left > 0) {
        int count = read(in, buffer, (int) Math.min(buffer.length, left));
        if (count < 0) {
          throw local(endsAfter(start + length - left));
        }
        left -= count;
        sink.write(buffer, 0, count);
        listener.pushed(blob, count);
      }
      boolean last = start + length == blob.sizeBytes();
      if (last && read(in, buffer, 1) >= 0) {
        throw local(new IOException("it is longer than " + blob.sizeBytes() + " bytes"));
      }
    }
  }

  private InputStream open() throws IOException {
    try {
      return source.open();
    } catch (IOException e) {
      throw local(e);
    }
  }

  private void skip(InputStream in) throws IOException {
    try {
      in.skipNBytes(start);
    } catch (EOFException e) {
      throw local(endsAfter(0));
    } catch (IOException e) {
      throw local(e);
    }
  }

  private int read(InputStream in, byte[] buffer, int most) throws IOException {
    try {
      return in.read(buffer, 0, most);
    } catch (IOException e) {
      throw local(e);
    }
  }

  private IOException endsAfter(long bytes) {
    return new IOException("it ends after " + bytes + " of " + blob.sizeBytes() + " bytes");
  }

  private IOException local(IOException e) {
    sourceFailure = Optional.of(e);
    return e;
  }
}
