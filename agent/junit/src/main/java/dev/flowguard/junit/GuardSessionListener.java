package dev.flowguard.junit;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Attaches the guard before any test class is loaded, and has {@link GuardExtension} registered for
 * every test: with this artifact on the class path there is nothing else to set up.
 */
public final class GuardSessionListener implements LauncherSessionListener {
  private static final String DETECT = "junit.jupiter.extensions.autodetection.enabled";
  private static final String INCLUDE = "junit.jupiter.extensions.autodetection.include";

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    // Where the tests do not detect extensions themselves, only ours is to be detected.
    if (System.getProperty(DETECT) == null) {
      System.setProperty(DETECT, "true");
      if (System.getProperty(INCLUDE) == null) {
        System.setProperty(INCLUDE, GuardExtension.class.getName());
      }
    }
    GuardSession.current().open();
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    GuardSession.current().close();
  }
}
