// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import dev.jbuild.engine.HostAccess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the flags that say of hosts how they are reached and whether they are believed. */
final class HostFlags {
  private static final String DOCKER_HUB = "docker.io";

  private HostFlags() {}

  static HostAccess parse(Arguments arguments) {
    return new HostAccess(
        Set.copyOf(arguments.all(Flags.INSECURE_REGISTRY)),
        arguments.last(Flags.TLS_VERIFY).filter("false"::equals).isEmpty(),
        arguments.last(Flags.CERT_DIR).map(d -> Path.of(d).toAbsolutePath()),
        authorities(arguments),
        clientCertificates(arguments),
        mirrors(arguments),
        !arguments.isOn(Flags.SKIP_FALLBACK));
  }

  private static Map<String, Path> authorities(Arguments arguments) {
    Map<String, Path> result = new HashMap<>();
    for (String text : arguments.all(Flags.REGISTRY_CERTIFICATE)) {
      String[] pair = pair(Flags.REGISTRY_CERTIFICATE, text, "HOST=FILE");
      result.put(pair[0], Path.of(pair[1]).toAbsolutePath());
    }
    return result;
  }

  private static Map<String, HostAccess.ClientCertificate> clientCertificates(Arguments arguments) {
    Map<String, HostAccess.ClientCertificate> result = new HashMap<>();
    for (String text : arguments.all(Flags.REGISTRY_CLIENT_CERT)) {
      String[] pair = pair(Flags.REGISTRY_CLIENT_CERT, text, "HOST=CERT,KEY");
      int comma = pair[1].indexOf(',');
      if (comma <= 0) {
        throw wrong(Flags.REGISTRY_CLIENT_CERT, text, "HOST=CERT,KEY");
      }
      result.put(
          pair[0],
          new HostAccess.ClientCertificate(
              Path.of(pair[1].substring(0, comma)).toAbsolutePath(),
              Path.of(pair[1].substring(comma + 1)).toAbsolutePath()));
    }
    return result;
  }

  private static Map<String, List<String>> mirrors(Arguments arguments) {
    Map<String, List<String>> result = new HashMap<>();
    for (String text : arguments.all(Flags.REGISTRY_MAP)) {
      String[] pair = pair(Flags.REGISTRY_MAP, text, "HOST=MIRROR;MIRROR");
      String host = pair[0].equals("index.docker.io") ? DOCKER_HUB : pair[0];
      result.computeIfAbsent(host, h -> new ArrayList<>()).addAll(List.of(pair[1].split(";", -1)));
    }
    List<String> ofHub = arguments.all(Flags.REGISTRY_MIRROR);
    if (!ofHub.isEmpty()) {
      result
          .computeIfAbsent(DOCKER_HUB, h -> new ArrayList<>())
          .addAll(ofHub.stream().map(HostFlags::withoutScheme).toList());
    }
    return result;
  }

  private static String withoutScheme(String mirror) {
    String host = mirror.substring(mirror.indexOf("://") < 0 ? 0 : mirror.indexOf("://") + 3);
    return host.endsWith("/") ? host.substring(0, host.length() - 1) : host;
  }

  private static String[] pair(Flag flag, String text, String form) {
    int equals = text.indexOf('=');
    if (equals <= 0 || equals == text.length() - 1) {
      throw wrong(flag, text, form);
    }
    return new String[] {text.substring(0, equals), text.substring(equals + 1)};
  }

  private static RuntimeException wrong(Flag flag, String text, String form) {
    return CommandLineError.of(
        "flag " + flag.longName() + " \"" + text + "\": it should look like " + form);
  }
}
