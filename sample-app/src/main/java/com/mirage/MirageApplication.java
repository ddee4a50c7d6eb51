package com.mirage;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.web.context.WebServerPortFileWriter;

/** The service. Writes its port to {@code application.port}, because the demo asks for any. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class MirageApplication {
  public static void main(String[] arguments) {
    SpringApplication application = new SpringApplication(MirageApplication.class);
    application.addListeners(new WebServerPortFileWriter());
    application.run(arguments);
  }
}
