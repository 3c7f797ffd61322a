// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jbuild.oci.Json;
import dev.jbuild.oci.OciException;
import dev.jbuild.registry.RegistryException.Remedy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Reads an error answer: {@code {"errors": [{"code": "NAME_UNKNOWN", "message": "…"}]}}.
 *
 * <p>See distribution-spec, "Error codes". Texts of the registry are cut and freed of control
 * characters, as they end up on a terminal.
 */
final class ErrorAnswer {
  static final long MAX_BODY_BYTES = 64 << 10;
  private static final int MAX_TEXT_LENGTH = 300;

  /** Another upload of the same blob may succeed. */
  private static final Set<String> UPLOAD_LOST =
      Set.of("BLOB_UPLOAD_UNKNOWN", "BLOB_UPLOAD_INVALID");

  private final List<String> codes = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();

  private ErrorAnswer() {}

  /**
   * The exception for an answer whose status is an error; reads but does not close it. {@code
   * credentials} says which were used.
   */
  static RegistryException of(Response response, String credentials) {
    Request request = response.request();
    ErrorAnswer answer = new ErrorAnswer();
    String body = request.method().equals("HEAD") ? "" : read(response);
    answer.parse(body);

    StringBuilder message = new StringBuilder(Failures.describe(request));
    message.append(": the registry answered ").append(status(response));
    if (request.method().equals("HEAD")) {
      message.append(" (HEAD responses have no body)");
    }
    if (!answer.texts.isEmpty()) {
      message.append(", ").append(String.join("; ", answer.texts));
    }
    String hint = answer.hint(response.code(), credentials);
    if (!hint.isEmpty()) {
      message.append("; ").append(hint);
    }
    return new RegistryException(
        answer.reason(response.code()),
        message.toString(),
        answer.remedy(response.code()),
        RetryAfter.of(response),
        OptionalInt.of(response.code()),
        answer.codes);
  }

  /** Whether the same request may be answered otherwise a moment later. */
  static boolean isTransient(int status) {
    boolean never = status == 501 || status == 505;
    return status == 408 || status == 425 || status == 429 || (status >= 500 && !never);
  }

  private Remedy remedy(int status) {
    if (isTransient(status) || codes.stream().anyMatch(UPLOAD_LOST::contains)) {
      return Remedy.MANY;
    }
    return codes.contains("DIGEST_INVALID") ? Remedy.ONE_MORE : Remedy.NONE;
  }

  private static String status(Response response) {
    String phrase = response.message();
    return response.code() + (phrase.isEmpty() ? "" : " " + clean(phrase));
  }

  /** Up to 64 KiB of the body; nothing if the connection breaks: the status is what counts. */
  private static String read(Response response) {
    try {
      return response.peekBody(MAX_BODY_BYTES).string();
    } catch (IOException e) {
      return "";
    }
  }

  private void parse(String body) {
    if (!body.startsWith("{")) {
      boolean oneLine = !body.isBlank() && body.length() <= MAX_TEXT_LENGTH && !isMarkup(body);
      if (oneLine) {
        texts.add(clean(body.strip()));
      }
      return;
    }
    try {
      for (JsonNode error :
          Json.parseObject(body.getBytes(StandardCharsets.UTF_8), "error answer").path("errors")) {
        String code = clean(error.path("code").asText());
        String text = clean(error.path("message").asText());
        if (!code.isEmpty()) {
          codes.add(code);
        }
        texts.add(text.isEmpty() ? code : code + " (" + text + ")");
      }
    } catch (OciException e) {
      texts.add("with a body that is not valid JSON");
    }
  }

  private static boolean isMarkup(String body) {
    return body.stripLeading().startsWith("<");
  }

  static String clean(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .limit(MAX_TEXT_LENGTH)
        .forEach(c -> clean.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
    return clean.toString().strip();
  }

  private RegistryException.Reason reason(int status) {
    return switch (status) {
      case 401, 403 -> RegistryException.Reason.DENIED;
      case 404 -> RegistryException.Reason.NOT_FOUND;
      default -> RegistryException.Reason.REFUSED;
    };
  }

  private String hint(int status, String credentials) {
    if (status == 401 || status == 403) {
      return credentials;
    }
    if (codes.contains("NAME_UNKNOWN")) {
      return "there is no such repository";
    }
    if (codes.contains("MANIFEST_UNKNOWN")) {
      return "there is no such tag or digest";
    }
    if (status == 429 || codes.contains("TOOMANYREQUESTS")) {
      return "the registry limits the rate of requests: wait, or log in";
    }
    return status == 404 ? "check the name; private images need a login" : "";
  }
}
