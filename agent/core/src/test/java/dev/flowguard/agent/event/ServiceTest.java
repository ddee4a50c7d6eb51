package dev.flowguard.agent.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceTest {
  private final Properties properties = new Properties();
  private final Map<String, String> environment = new HashMap<>();

  @AfterEach
  void forget() {
    Service.declare(null, null);
  }

  private String name(String setting) {
    return Service.name(setting, properties, environment);
  }

  @Test
  void isNamedBySettingThenSpringThenOpenTelemetryThenTheMainJar() {
    properties.setProperty("sun.java.command", "/opt/pixchat.jar --password=secret");
    assertThat(name(null)).isEqualTo("pixchat");
    environment.put("OTEL_RESOURCE_ATTRIBUTES", "a=b, service.name=chat%20service ,c=d");
    assertThat(name(null)).isEqualTo("chat service");
    environment.put("OTEL_SERVICE_NAME", "by-otel");
    assertThat(name(null)).isEqualTo("by-otel");
    properties.setProperty("otel.service.name", "by-otel-property");
    assertThat(name(null)).isEqualTo("by-otel-property");
    environment.put("SPRING_APPLICATION_NAME", "by-spring");
    assertThat(name(null)).isEqualTo("by-spring");
    properties.setProperty("spring.application.name", "by-spring-property");
    assertThat(name(null)).isEqualTo("by-spring-property");
    assertThat(name(" ")).isEqualTo("by-spring-property");
    assertThat(name("by-setting")).isEqualTo("by-setting");
  }

  @ParameterizedTest
  @CsvSource({
    "com.acme.Main, com.acme.Main",
    "com.acme.Main --token=x.jar, com.acme.Main",
    "acme.module/com.acme.Main secret, com.acme.Main",
    "app.jar, app",
    "C:\\apps\\my app\\shop-1.2.jar secret, shop-1.2",
    "/opt/my app/shop.jar secret, shop",
    "'', unknown"
  })
  void ofACommandOnlyTheProgramIsTaken(String command, String name) {
    properties.setProperty("sun.java.command", command);

    assertThat(name(null)).isEqualTo(name);
  }

  @Test
  void isKnownWithoutAnySetting() {
    Service service = Service.current();

    assertThat(service.name()).isNotBlank();
    assertThat(service.host()).isNotBlank();
    assertThat(service.pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(service.environment()).isNull();
  }

  @Test
  void recordsAndAlertsNameIt() {
    Service.declare("pixchat\u001b[31m", "staging");
    Audit audit = Audit.now(AuditKind.ALERT_TEST, Map.of());
    String record = OcsfJson.of(audit);
    Alert alert = Alert.of(audit, record);

    assertThat(record)
        .contains(
            "\"actor\":{\"app_name\":\"pixchat?[31m\",\"process\":{\"pid\":"
                + ProcessHandle.current().pid(),
            "\"device\":{\"hostname\":\"" + Service.current().host(),
            "\"environment\":\"staging\"",
            "\"product\":{\"name\":\"flowguard\",\"version\":\"");
    assertThat(alert.facts())
        .containsEntry("service", "pixchat?[31m")
        .containsEntry("environment", "staging")
        .containsKeys("machine", "pid");
  }
}
