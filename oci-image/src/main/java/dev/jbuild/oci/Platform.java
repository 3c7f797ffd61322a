// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What an image runs on: {@code linux/amd64}, {@code linux/arm/v7}.
 *
 * <p>Names are Go's, normalised as containerd does (x86_64 is amd64, arm64 has variant v8 implied).
 * See image-spec image-index.md, "platform".
 */
public record Platform(String os, String architecture, Optional<String> variant) {

  public static final Platform LINUX_AMD64 = new Platform("linux", "amd64", Optional.empty());

  /** Parses {@code os[/arch[/variant]]} or an architecture alone. */
  public static Platform parse(String text) {
    if (text.equals("local")) {
      return host();
    }
    List<String> parts = List.of(text.toLowerCase(Locale.ROOT).split("/", -1));
    if (parts.size() > 3 || parts.stream().anyMatch(p -> !p.matches("[a-z0-9_.-]+"))) {
      throw new IllegalArgumentException(
          "platform \"" + text + "\" is not of the form os/architecture[/variant]");
    }
    if (parts.size() == 1) {
      return parts.get(0).equals("linux")
          ? new Platform("linux", host().architecture, host().variant)
          : of("linux", parts.get(0), Optional.empty());
    }
    return of(
        parts.get(0),
        parts.get(1),
        parts.size() == 3 ? Optional.of(parts.get(2)) : Optional.empty());
  }

  /** Normalises names: x86_64 is amd64, aarch64 and arm64/v8 are arm64, armhf is arm/v7. */
  public static Platform of(String os, String architecture, Optional<String> variant) {
    return switch (architecture) {
      case "x86_64", "x86-64", "amd64" ->
          new Platform(os, "amd64", variant.filter(v -> !v.equals("v1")));
      case "aarch64", "arm64" ->
          new Platform(os, "arm64", variant.filter(v -> !v.equals("v8") && !v.equals("8")));
      case "i386", "i686", "386" -> new Platform(os, "386", Optional.empty());
      case "armhf" -> new Platform(os, "arm", Optional.of("v7"));
      case "armel" -> new Platform(os, "arm", Optional.of("v6"));
      case "arm" ->
          new Platform(os, "arm", Optional.of(variant.map(Platform::armVariant).orElse("v7")));
      default -> new Platform(os, architecture, variant);
    };
  }

  /** The platform that this JVM runs on. */
  public static Platform host() {
    return of("linux", System.getProperty("os.arch").toLowerCase(Locale.ROOT), Optional.empty());
  }

  /** Whether an image of platform {@code candidate} runs on this one without emulation. */
  public boolean accepts(Platform candidate) {
    return os.equals(candidate.os)
        && architecture.equals(candidate.architecture)
        && (variant.equals(candidate.variant) || candidate.variant.isEmpty());
  }

  static Platform fromJson(JsonNode json) {
    return of(
        Json.optionalText(json, "os").orElse("unknown"),
        Json.optionalText(json, "architecture").orElse("unknown"),
        Json.optionalText(json, "variant"));
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object().put("architecture", architecture).put("os", os);
    variant.ifPresent(v -> json.put("variant", v));
    return json;
  }

  /** {@code os/architecture[/variant]}. */
  @Override
  public String toString() {
    return os + "/" + architecture + variant.map(v -> "/" + v).orElse("");
  }

  private static String armVariant(String variant) {
    return variant.matches("[5-8]") ? "v" + variant : variant;
  }
}
