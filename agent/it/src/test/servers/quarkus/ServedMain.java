package dev.flowguard.agent.contract;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.eclipse.microprofile.config.ConfigProvider;

/** Says at which port Quarkus listens. */
@QuarkusMain
public class ServedMain implements QuarkusApplication {
  @Override
  public int run(String... arguments) {
    String port = ConfigProvider.getConfig().getValue("quarkus.http.port", String.class);
    synchronized (QuarkusProgram.PORT) {
      System.setProperty(QuarkusProgram.PORT, port);
      QuarkusProgram.PORT.notifyAll();
    }
    Quarkus.waitForExit();
    return 0;
  }
}
