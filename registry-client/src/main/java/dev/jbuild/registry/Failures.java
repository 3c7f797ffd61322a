// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import dev.jbuild.oci.Digest;
import dev.jbuild.registry.RegistryException.Remedy;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.HttpUrl;
import okhttp3.Request;

/** Texts of what goes wrong without an answer of the registry. */
final class Failures {
  private Failures() {}

  /** {@code HEAD https://host/v2/app/manifests/1}, without a query, which may hold a signature. */
  static String describe(Request request) {
    return request.method() + " " + redacted(request.url());
  }

  static String redacted(HttpUrl url) {
    return url.newBuilder().username("").password("").query(null).fragment(null).build()
        + (url.query() == null ? "" : "?…");
  }

  /** No connection, or it broke before the answer was complete. */
  static RegistryException unreachable(Request request, IOException e) {
    return unreachable(request, e, Remedy.MANY);
  }

  static RegistryException unreachable(Request request, IOException e, Remedy remedy) {
    return new RegistryException(
        RegistryException.Reason.UNREACHABLE,
        describe(request) + ": " + reason(request, e),
        remedy,
        e);
  }

  /** The connection broke within a body; {@code progress} says where. */
  static RegistryException brokenOff(Request request, String progress, IOException e) {
    return new RegistryException(
        RegistryException.Reason.UNREACHABLE,
        describe(request) + ": " + reason(request, e) + " " + progress,
        Remedy.MANY,
        e);
  }

  /** A body that ended before its time. */
  static RegistryException endedEarly(Request request, String reason) {
    return new RegistryException(
        RegistryException.Reason.INVALID_ANSWER, describe(request) + ": " + reason, Remedy.MANY);
  }

  /** What came, {@code what}, is not what it should be by its digest. */
  static RegistryException wrongDigest(
      Request request, String what, Object actual, Digest expected) {
    return new RegistryException(
        RegistryException.Reason.WRONG_DIGEST,
        describe(request) + ": " + what + " has digest " + actual + " instead of " + expected,
        Remedy.ONE_MORE);
  }

  /** An answer that breaks the protocol. */
  static RegistryException invalid(Request request, String reason) {
    return new RegistryException(
        RegistryException.Reason.INVALID_ANSWER, describe(request) + ": " + reason);
  }

  private static String reason(Request request, IOException e) {
    String server = request.url().host() + ":" + request.url().port();
    if (e instanceof UnknownHostException) {
      return "the host " + request.url().host() + " is not known; check the registry's name";
    }
    if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
      return "cannot connect to " + server + " (" + text(rootCause(e)) + "); is it running there?";
    }
    if (e instanceof InterruptedIOException && !Thread.currentThread().isInterrupted()) {
      return "no answer from " + server + " in time (" + text(e) + ")";
    }
    if (e instanceof SSLException) {
      return sslReason(server, e);
    }
    if (e instanceof InterruptedIOException) {
      return "interrupted";
    }
    return "the connection to " + server + " broke (" + text(rootCause(e)) + ")";
  }

  private static String sslReason(String server, IOException e) {
    String text = text(rootCause(e));
    if (e instanceof SSLHandshakeException || e instanceof SSLPeerUnverifiedException) {
      return "no trusted TLS connection to " + server + " (" + text + ")";
    }
    return server
        + " does not speak https ("
        + text
        + "); if plain http is meant, name it as an insecure registry";
  }

  static Throwable rootCause(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  static String text(Throwable e) {
    String message = e.getMessage();
    return message == null
        ? e.getClass().getSimpleName()
        : message.substring(0, Math.min(1, message.length())).toLowerCase(Locale.ROOT)
            + message.substring(Math.min(1, message.length()));
  }
}
