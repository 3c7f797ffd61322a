// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.launcher.TagFilter.excludeTags;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs the behaviours in this JVM, which the launcher started. Arguments: tags to leave out. */
public final class BehaviourMain {
  private static final List<Class<?>> BEHAVIOURS =
      List.of(
          RunBehaviour.class,
          IsolationBehaviour.class,
          IdentityBehaviour.class,
          OwnershipBehaviour.class,
          StorageBehaviour.class,
          MountBehaviour.class,
          LifetimeBehaviour.class,
          SeccompBehaviour.class);

  private BehaviourMain() {}

  public static void main(String[] tags) {
    LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
    BEHAVIOURS.forEach(behaviour -> request.selectors(selectClass(behaviour)));
    if (tags.length > 0) {
      request.filters(excludeTags(tags));
    }
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request.build(), listener);
    var summary = listener.getSummary();
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    summary.printFailuresTo(out, 6);
    out.printf(
        "%nbehaviours: %d succeeded, %d failed, %d skipped%n",
        summary.getTestsSucceededCount(),
        summary.getTotalFailureCount(),
        summary.getTestsAbortedCount());
    out.flush();
    boolean ran = summary.getTestsSucceededCount() > 0;
    System.exit(ran && summary.getTotalFailureCount() == 0 ? 0 : 1);
  }
}
