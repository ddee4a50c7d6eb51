package dev.flowguard.agent.contract;

import java.net.HttpURLConnection;
import java.net.ProtocolException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Sends as a servlet container does: the last segment of the path names the web application, which
 * has a class loader of its own, with its own logging, and is the context of the thread.
 */
final class WebApplications implements Sender {
  /** What each application sends by itself. */
  private static final String CHAT =
      "note=[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"}]";

  private final Map<String, URLClassLoader> applications = new HashMap<>();

  /** The code of an application. */
  public static final class Application implements Callable<Integer> {
    private final String url;

    public Application(String url) {
      this.url = url;
    }

    @Override
    public Integer call() throws Exception {
      HttpURLConnection connection = (HttpURLConnection) new URL(url).openConnection();
      connection.setDoOutput(true);
      try {
        connection.getOutputStream().write(CHAT.getBytes(StandardCharsets.UTF_8));
        return connection.getResponseCode();
      } catch (ProtocolException e) {
        return 403;
      }
    }
  }

  @Override
  public int send(Request request) throws Exception {
    String name = request.url().substring(request.url().lastIndexOf('/') + 1);
    URLClassLoader loader = applications.get(name);
    if (loader == null) {
      List<URL> urls = new ArrayList<>();
      urls.add(Path.of(name).toUri().toURL());
      urls.add(Path.of(System.getProperty("web.classes")).toUri().toURL());
      for (String jar : System.getProperty("web.jars").split(":")) {
        urls.add(Path.of(jar).toUri().toURL());
      }
      loader = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
      applications.put(name, loader);
    }
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      Object application =
          Class.forName(Application.class.getName(), true, loader)
              .getConstructor(String.class)
              .newInstance(request.url());
      return (Integer) ((Callable<?>) application).call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Override
  public int sendLater(Request request) throws Exception {
    return send(request);
  }
}
