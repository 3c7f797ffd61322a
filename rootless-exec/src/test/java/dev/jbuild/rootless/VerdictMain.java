// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

/** Prints what the launcher told this JVM. */
public final class VerdictMain {
  private VerdictMain() {}

  public static void main(String[] args) {
    Host host = Host.current();
    System.out.println("tier " + host.tier() + ": " + host.reason());
    for (Probe probe : Probe.ofThisProcess()) {
      System.out.println(
          probe.works()
              ? "works " + probe.name()
              : probe.errno() + " " + probe.name() + " " + probe.why());
    }
    for (String name : new String[] {"user.home", "user.name", "sun.jnu.encoding"}) {
      System.out.println(name + " " + System.getProperty(name));
    }
    System.out.println("LC_ALL " + host.callerLcAll());
    System.out.println("args " + String.join(",", args));
  }
}
