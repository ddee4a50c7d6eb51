package dev.flowguard.agent.cli;

import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest, which the launcher hands over. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"flowguard " + dev.flowguard.agent.event.Product.version()};
  }
}
