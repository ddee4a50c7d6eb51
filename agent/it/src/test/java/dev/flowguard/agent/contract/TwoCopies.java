package dev.flowguard.agent.contract;

import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A program with two copies of OkHttp in two class loaders: sends a leak through each, lets both
 * go, and tells whether they were unloaded.
 */
final class TwoCopies {
  private TwoCopies() {}

  /** Arguments: class path of one OkHttp, class path of the other, URL, base64 of a form. */
  public static void main(String[] arguments) throws Exception {
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    for (String jars : List.of(arguments[0], arguments[1])) {
      loaders.add(new WeakReference<>(run(jars, arguments[2], arguments[3])));
    }
    long deadline = System.nanoTime() + 200_000_000_000L;
    long alive = 2;
    // The threads of the client itself hold its loader for a minute, guard or not.
    Object lock = new Object();
    synchronized (lock) {
      while (alive > 0 && System.nanoTime() < deadline) {
        lock.wait(1_000);
        System.gc();
        alive = loaders.stream().filter(loader -> loader.get() != null).count();
      }
    }
    System.out.println("alive " + alive);
    System.exit(0);
  }

  private static ClassLoader run(String jars, String url, String form) throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String jar : jars.split(File.pathSeparator)) {
      urls.add(new File(jar).toURI().toURL());
    }
    String own = System.getProperty("java.class.path").split(File.pathSeparator)[0];
    urls.add(new File(own).toURI().toURL());
    URLClassLoader loader = new OwnFirst(urls.toArray(URL[]::new));
    var maker =
        loader.loadClass("dev.flowguard.agent.contract.OkHttpSender").getDeclaredConstructor();
    maker.setAccessible(true);
    Object sender = maker.newInstance();
    Class<?> requestType = loader.loadClass("dev.flowguard.agent.contract.Sender$Request");
    Class<?> kindType = loader.loadClass("dev.flowguard.agent.contract.Sender$Kind");
    var constructor = requestType.getDeclaredConstructors()[0];
    constructor.setAccessible(true);
    Object request =
        constructor.newInstance(
            "POST",
            url,
            Map.of("Content-Type", "application/x-www-form-urlencoded"),
            kindType.getEnumConstants()[1],
            Base64.getDecoder().decode(form),
            0);
    var send = sender.getClass().getMethod("send", requestType);
    send.setAccessible(true);
    try {
      System.out.println("sent " + send.invoke(sender, request));
    } catch (java.lang.reflect.InvocationTargetException e) {
      System.out.println("failed " + e.getCause().getClass().getName());
    }
    var forget = sender.getClass().getDeclaredMethod("forget");
    forget.setAccessible(true);
    forget.invoke(sender);
    loader.close();
    return loader;
  }

  /** Loads the client and the sender itself, so that two copies are really two. */
  private static final class OwnFirst extends URLClassLoader {
    OwnFirst(URL[] urls) {
      super(urls, TwoCopies.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        if (name.startsWith("okhttp3.")
            || name.startsWith("okio.")
            || name.startsWith("kotlin.")
            || name.startsWith("dev.flowguard.agent.contract.")) {
          Class<?> loaded = findLoadedClass(name);
          return loaded == null ? findClass(name) : loaded;
        }
        return super.loadClass(name, resolve);
      }
    }
  }
}
