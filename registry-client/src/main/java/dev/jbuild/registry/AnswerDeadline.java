// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.AsyncTimeout;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * Ends a call whose answer's headers are not there in time, counted from the end of the request.
 *
 * <p>okhttp has a limit for each read, which a server that sends a byte a minute keeps, and one for
 * the whole call with its bodies, which may take hours.
 */
final class AnswerDeadline extends AsyncTimeout {
  private @Nullable Call call;
  private boolean entered;

  private AnswerDeadline(Duration limit) {
    timeout(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Sends a request, made a call by {@code calls}, and waits for the headers of the answer. */
  static Response await(Duration limit, Function<Request, Call> calls, Request request)
      throws IOException {
    AnswerDeadline deadline = new AnswerDeadline(limit);
    RequestBody body = request.body();
    Request timed =
        body == null
            ? request
            : request.newBuilder().method(request.method(), deadline.after(body)).build();
    Call call = calls.apply(timed);
    deadline.call = call;
    if (body == null) {
      deadline.begin();
    }
    try {
      Response response = call.execute();
      deadline.end();
      return response;
    } catch (IOException e) {
      if (deadline.end()) {
        SocketTimeoutException late =
            new SocketTimeoutException("no answer within " + limit.toSeconds() + " s");
        late.initCause(e);
        throw late;
      }
      throw e;
    }
  }

  @Override
  protected void timedOut() {
    if (call != null) {
      call.cancel();
    }
  }

  private void begin() {
    if (!entered) {
      entered = true;
      enter();
    }
  }

  /** Whether the call was ended for being late. */
  private boolean end() {
    boolean late = entered && exit();
    entered = false;
    return late;
  }

  private RequestBody after(RequestBody body) {
    return new RequestBody() {
      @Override
      public @Nullable MediaType contentType() {
        return body.contentType();
      }

      @Override
      public long contentLength() throws IOException {
        return body.contentLength();
      }

      @Override
      public boolean isOneShot() {
        return body.isOneShot();
      }

      @Override
      public void writeTo(BufferedSink sink) throws IOException {
        end();
        body.writeTo(sink);
        sink.flush();
        begin();
      }
    };
  }
}
