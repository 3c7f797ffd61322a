// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.Diagnosis;
import dev.jbuild.engine.Diagnosis.Finding;
import dev.jbuild.rootless.Host;
import dev.jbuild.rootless.NativeLauncher;
import dev.jbuild.rootless.Probe;
import dev.jbuild.rootless.RootlessException;
import dev.jbuild.rootless.StorageCheck;
import dev.jbuild.rootless.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Looks at a host by trying, and by reading what the kernel says of its settings. */
public final class Doctor {
  /** Of what fails without a number. */
  private static final int UNKNOWN_ERRNO = -1;

  private final Host host;
  private final NativeLauncher launcher;
  private final Path root;
  private final List<Finding> findings = new ArrayList<>();

  private Doctor(Host host, NativeLauncher launcher, Path root) {
    this.host = host;
    this.launcher = launcher;
    this.root = root;
  }

  public static Diagnosis look(Path root) throws IOException {
    Files.createDirectories(root);
    NativeLauncher launcher = NativeLauncher.locate(root.resolve("bin"));
    Doctor doctor = new Doctor(Host.current(), launcher, root);
    try {
      return doctor.look();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Futures.interrupted();
    }
  }

  private Diagnosis look() throws IOException, InterruptedException {
    List<Probe> probes = Probe.ofThisProcess();
    for (Probe probe : probes) {
      boolean setting = probe.name().startsWith(Probe.SYSCTL);
      String name = setting ? probe.name().substring(Probe.SYSCTL.length()) : probe.name();
      findings.add(new Finding(setting ? "sysctl" : "kernel", name, probe.errno(), probe.why()));
    }
    if (host.tier() == Tier.SINGLE_ID) {
      check("kernel", "emulated-ids", () -> StorageCheck.requireEmulatedIds(launcher));
    }
    storage();
    findings.addAll(Confinement.findings());
    boolean inKubernetes = System.getenv("KUBERNETES_SERVICE_HOST") != null;
    List<String> advice = new Advice(host, findings, inKubernetes).all();
    findings.sort(Comparator.comparing(Finding::group));
    return new Diagnosis(host.tier().toString(), host.reason(), cost(), advice, findings);
  }

  private String cost() {
    return switch (host.tier()) {
      case IDS -> "nothing: ids are real";
      case SINGLE_ID ->
          "a few microseconds for each system call about owners; 32-bit programs see only root";
      case NONE -> "RUN: a build with it ends before it starts";
    };
  }

  private void storage() throws InterruptedException {
    findings.add(new Finding("storage", "root", 0, root.toString()));
    check("storage", "file-system", () -> note("type", Files.getFileStore(root).type()));
    if (host.tier() != Tier.NONE) {
      check("storage", "overlay", this::space);
    }
    check("storage", "xattrs", this::xattrs);
  }

  private void space() throws IOException, InterruptedException {
    StorageCheck.Space space = StorageCheck.space(launcher, root);
    note("free-bytes", Long.toString(space.freeBytes()));
    note(
        "free-inodes",
        space.inodes() == 0 ? "no limit" : space.freeInodes() + " of " + space.inodes());
  }

  private void note(String name, String detail) {
    findings.add(new Finding("storage", name, 0, detail));
  }

  private void xattrs() throws IOException {
    Path file = Files.createTempFile(root, "probe", "");
    try {
      Files.setAttribute(file, "user:jbuild.owner", new byte[] {'0'});
    } finally {
      Files.delete(file);
    }
  }

  private interface Check {
    void run() throws IOException, InterruptedException;
  }

  private void check(String group, String name, Check check) throws InterruptedException {
    String failure = "";
    try {
      check.run();
    } catch (IOException | RootlessException | UnsupportedOperationException e) {
      failure = Optional.ofNullable(e.getMessage()).orElse(e.toString());
    }
    findings.add(new Finding(group, name, failure.isEmpty() ? 0 : UNKNOWN_ERRNO, failure));
  }
}
