// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What an image runs on: {@code linux/amd64}, {@code linux/arm/v7}.
 *
 * <p>Names are Go's, normalised as containerd does (x86_64 is amd64, arm64 has variant v8 implied).
 * See image-spec image-index.md, "platform".
 */
public record Platform(String os, String architecture, Optional<String> variant) {

  public static final Platform LINUX_AMD64 = new Platform("linux", "amd64", Optional.empty());

  private static final Set<String> SYSTEMS =
      Set.of(
          "aix",
          "android",
          "darwin",
          "dragonfly",
          "freebsd",
          "hurd",
          "illumos",
          "ios",
          "js",
          "linux",
          "netbsd",
          "openbsd",
          "plan9",
          "solaris",
          "windows",
          "zos");

  private static final Set<String> ARCHITECTURES =
      Set.of(
          "386",
          "amd64",
          "arm",
          "arm64",
          "armbe",
          "arm64be",
          "loong64",
          "mips",
          "mips64",
          "mips64le",
          "mipsle",
          "ppc",
          "ppc64",
          "ppc64le",
          "riscv",
          "riscv64",
          "s390",
          "s390x",
          "sparc",
          "sparc64",
          "wasm");

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
    String first = parts.get(0).equals("macos") ? "darwin" : parts.get(0);
    if (parts.size() == 1) {
      return SYSTEMS.contains(first)
          ? new Platform(first, host().architecture, host().variant)
          : ofArchitecture(first, text);
    }
    return of(
        first, parts.get(1), parts.size() == 3 ? Optional.of(parts.get(2)) : Optional.empty());
  }

  private static Platform ofArchitecture(String name, String text) {
    Platform platform = of("linux", name, Optional.empty());
    if (!ARCHITECTURES.contains(platform.architecture)) {
      throw new IllegalArgumentException(
          "platform \"" + text + "\" is neither an operating system nor an architecture");
    }
    return platform;
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
    // Not by equals: the first call on a record costs milliseconds, and this is on every build's
    // way.
    boolean same =
        os.equals(candidate.os)
            && architecture.equals(candidate.architecture)
            && variant.equals(candidate.variant);
    return same || compatible().contains(candidate);
  }

  /** What runs on this platform without emulation, best first: as containerd has it. */
  List<Platform> compatible() {
    List<Platform> all = new ArrayList<>(List.of(this));
    switch (architecture) {
      case "amd64" -> {
        for (int v = level(2) - 1; v >= 2; v--) {
          all.add(of(os, "amd64", Optional.of("v" + v)));
        }
        all.add(of(os, "amd64", Optional.empty()));
        all.add(of(os, "386", Optional.empty()));
      }
      case "arm" -> addArm(all, level(5) - 1);
      case "arm64" -> {
        addArm64(all);
        addArm(all, 8);
      }
      default -> all.add(of(os, architecture, Optional.empty()));
    }
    return all;
  }

  private void addArm(List<Platform> all, int newest) {
    for (int v = newest; v >= 5; v--) {
      all.add(of(os, "arm", Optional.of("v" + v)));
    }
  }

  /** v9.n has all of v8.(n+5). */
  private void addArm64(List<Platform> all) {
    String name = variant.orElse("v8");
    boolean nine = name.startsWith("v9");
    int minor = name.length() == 4 && name.charAt(2) == '.' ? Math.max(0, digit(name, 3)) : 0;
    for (int m = minor; nine && m >= 0; m--) {
      all.add(of(os, "arm64", Optional.of("v9." + m)));
      all.add(of(os, "arm64", Optional.of(m == 0 ? "v9" : "v9." + m)));
    }
    for (int m = Math.min(9, nine ? minor + 5 : minor); m > 0; m--) {
      all.add(of(os, "arm64", Optional.of("v8." + m)));
    }
    all.add(of(os, "arm64", Optional.empty()));
  }

  /** The number of a variant {@code vN}. */
  private int level(int otherwise) {
    String text = variant.orElse("");
    boolean numbered = text.length() == 2 && text.charAt(0) == 'v' && digit(text, 1) >= 0;
    return numbered ? digit(text, 1) : otherwise;
  }

  /** The value of a digit, or −1. */
  private static int digit(String text, int index) {
    return Character.digit(text.charAt(index), 10);
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
