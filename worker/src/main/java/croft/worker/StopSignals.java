package croft.worker;

import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Calls something on every SIGTERM and SIGINT, the second one too. A shutdown hook hears only of
 * the first; and the class that does more, {@code sun.misc.Signal}, warns whoever compiles against
 * it, so it is reached by its name. Where it is missing the process ends at once, as by default.
 */
final class StopSignals {

  private static final System.Logger LOG = System.getLogger(StopSignals.class.getName());

  private StopSignals() {}

  static void install(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              StopSignals.class.getClassLoader(),
              new Class<?>[] {handler},
              (_, method, _) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      action.run();
                      yield null;
                    }
                    case "hashCode" -> 0;
                    case "equals" -> false;
                    default -> "croft stop signals";
                  });
      Method handle = signal.getMethod("handle", signal, handler);
      for (String name : new String[] {"TERM", "INT"}) {
        handle.invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
      }
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      LOG.log(Level.WARNING, "SIGTERM ends this worker at once: {0}", e.toString());
    }
  }
}
