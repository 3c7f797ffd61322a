// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What EXPOSE takes: {@code [[address:]host:]port[-port][/protocol]}.
 *
 * <p>Address and host port say nothing to an image and are checked and dropped, as in BuildKit.
 */
final class Ports {
  private Ports() {}

  private record Range(int first, int last) {
    int size() {
      return last - first + 1;
    }
  }

  /** Every port of a specification as {@code port/protocol}; IllegalArgumentException if wrong. */
  static List<String> parse(String spec) {
    int slash = spec.indexOf('/');
    String protocol = slash < 0 ? "tcp" : spec.substring(slash + 1).toLowerCase(Locale.ROOT);
    if (!List.of("tcp", "udp", "sctp").contains(protocol)) {
      throw bad(spec, "the protocol is tcp, udp or sctp");
    }
    String rest = slash < 0 ? spec : spec.substring(0, slash);
    int port = rest.lastIndexOf(':');
    int host = port < 0 ? -1 : rest.lastIndexOf(':', port - 1);
    if (port == rest.length() - 1) {
      throw bad(spec, "there is no port");
    }
    Range ports = range(spec, rest.substring(port + 1));
    if (port > host + 1) {
      Range hostPorts = range(spec, rest.substring(host + 1, port));
      if (hostPorts.size() != ports.size() && ports.size() != 1) {
        throw bad(spec, "its two ranges differ in size");
      }
    }
    if (host > 0) {
      checkAddress(spec, rest.substring(0, host));
    }
    List<String> all = new ArrayList<>();
    for (int p = ports.first(); p <= ports.last(); p++) {
      all.add(p + "/" + protocol);
    }
    return all;
  }

  private static Range range(String spec, String text) {
    int dash = text.indexOf('-');
    int first = number(spec, dash < 0 ? text : text.substring(0, dash));
    int last = dash < 0 ? first : number(spec, text.substring(dash + 1));
    if (last < first) {
      throw bad(spec, "its range ends before it starts");
    }
    return new Range(first, last);
  }

  private static int number(String spec, String text) {
    boolean digits = text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (text.isEmpty() || !digits || text.length() > 9 || Integer.parseInt(text) > 65_535) {
      throw bad(spec, "\"" + text + "\" is not a number from 0 to 65535");
    }
    return Integer.parseInt(text);
  }

  private static void checkAddress(String spec, String text) {
    boolean bracketed = text.startsWith("[") && text.endsWith("]");
    String address = bracketed ? text.substring(1, text.length() - 1) : text;
    if (address.indexOf(':') >= 0 ? !isIpv6(address) : !isIpv4(address)) {
      throw bad(spec, "\"" + address + "\" is not an IP address");
    }
  }

  private static boolean isIpv4(String text) {
    String[] parts = text.split("\\.", -1);
    for (String part : parts) {
      boolean digits = part.chars().allMatch(c -> c >= '0' && c <= '9');
      if (!digits || part.isEmpty() || part.length() > 3 || Integer.parseInt(part) > 255) {
        return false;
      }
    }
    return parts.length == 4;
  }

  /** RFC 4291, 2.2: up to eight groups, one run of which may be left out as "::". */
  private static boolean isIpv6(String text) {
    int gap = text.indexOf("::");
    if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
      return false;
    }
    String[] groups = text.split(":", -1);
    int count = 0;
    for (int i = 0; i < groups.length; i++) {
      boolean dotted = i == groups.length - 1 && groups[i].indexOf('.') >= 0;
      boolean atGap = groups[i].isEmpty() && gap >= 0;
      if (!atGap && !(dotted ? isIpv4(groups[i]) : isIpv6Group(groups[i]))) {
        return false;
      }
      count += dotted ? 2 : 1;
    }
    return gap >= 0 ? groups.length >= 3 && count <= 9 : count == 8;
  }

  private static boolean isIpv6Group(String text) {
    return !text.isEmpty()
        && text.length() <= 4
        && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 0x80);
  }

  private static IllegalArgumentException bad(String spec, String why) {
    return new IllegalArgumentException("invalid port \"" + spec + "\": " + why);
  }
}
