package croft.worker.sandbox;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The few calls of the C library by which a process is started in a session of its own, and waited
 * for, without a program in between. Thread-safe.
 *
 * <p>Linux with 64 bits, and a C library that can close what must not reach the child ({@code
 * posix_spawn_file_actions_addclosefrom_np}: glibc from 2.34). The numbers are those of its headers
 * {@code spawn.h} and {@code fcntl.h}, the same in glibc and musl.
 *
 * <p>What a child used is not asked for here: until it becomes its program it shares this process'
 * memory, and the kernel counts that as the most it ever held.
 */
@SuppressWarnings("restricted") // native calls, which the command's start allows
final class Libc {

  /** More than any such library needs for its attributes or actions (glibc: 336 and 80). */
  private static final int OPAQUE_BYTES = 1_024;

  private static final short SETSIGMASK_SETSID = 0x08 | 0x80;
  private static final int O_RDONLY = 0;
  private static final int O_WRONLY_CREAT_TRUNC = 0x1 | 0x40 | 0x200;
  private static final int O_CLOEXEC = 0x80000;
  private static final int EINTR = 4;

  private static final StructLayout ERRNO = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO_VALUE =
      ERRNO.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private final MethodHandle attributesInit;
  private final MethodHandle attributesFlags;
  private final MethodHandle attributesMask;
  private final MethodHandle attributesDestroy;
  private final MethodHandle actionsInit;
  private final MethodHandle actionsOpen;
  private final MethodHandle actionsDup2;
  private final MethodHandle actionsCloseFrom;
  private final MethodHandle actionsDestroy;
  private final MethodHandle spawn;
  private final MethodHandle pipe;
  private final MethodHandle close;
  private final MethodHandle wait;

  /** The library, where it has all that is needed. */
  static Optional<Libc> find() {
    boolean known =
        System.getProperty("os.name").equals("Linux")
            && List.of("amd64", "aarch64").contains(System.getProperty("os.arch"));
    Linker linker = Linker.nativeLinker();
    return known
            && linker.defaultLookup().find("posix_spawn_file_actions_addclosefrom_np").isPresent()
        ? Optional.of(new Libc(linker))
        : Optional.empty();
  }

  private Libc(Linker linker) {
    SymbolLookup symbols = linker.defaultLookup();
    attributesInit = handle(linker, symbols, "posix_spawnattr_init", ADDRESS);
    attributesFlags = handle(linker, symbols, "posix_spawnattr_setflags", ADDRESS, JAVA_SHORT);
    attributesMask = handle(linker, symbols, "posix_spawnattr_setsigmask", ADDRESS, ADDRESS);
    attributesDestroy = handle(linker, symbols, "posix_spawnattr_destroy", ADDRESS);
    actionsInit = handle(linker, symbols, "posix_spawn_file_actions_init", ADDRESS);
    actionsOpen =
        handle(
            linker,
            symbols,
            "posix_spawn_file_actions_addopen",
            ADDRESS,
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            JAVA_INT);
    actionsDup2 =
        handle(linker, symbols, "posix_spawn_file_actions_adddup2", ADDRESS, JAVA_INT, JAVA_INT);
    actionsCloseFrom =
        handle(linker, symbols, "posix_spawn_file_actions_addclosefrom_np", ADDRESS, JAVA_INT);
    actionsDestroy = handle(linker, symbols, "posix_spawn_file_actions_destroy", ADDRESS);
    spawn =
        handle(
            linker, symbols, "posix_spawn", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    Linker.Option errno = Linker.Option.captureCallState("errno");
    pipe =
        linker.downcallHandle(
            symbols.findOrThrow("pipe2"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
            errno);
    close = handle(linker, symbols, "close", JAVA_INT);
    wait =
        linker.downcallHandle(
            symbols.findOrThrow("waitpid"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT),
            errno);
  }

  private static MethodHandle handle(
      Linker linker, SymbolLookup symbols, String name, MemoryLayout... arguments) {
    return linker.downcallHandle(
        symbols.findOrThrow(name), FunctionDescriptor.of(JAVA_INT, arguments));
  }

  /** Both ends of a pipe, which no other child gets; the caller closes them. */
  record Pipe(int read, int write) {}

  Pipe pipe() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ends = arena.allocate(JAVA_INT, 2);
      MemorySegment errno = arena.allocate(ERRNO);
      if ((int) pipe.invokeExact(errno, ends, O_CLOEXEC) != 0) {
        throw new IOException("no pipe could be made (errno " + errno(errno) + ")");
      }
      return new Pipe(ends.getAtIndex(JAVA_INT, 0), ends.getAtIndex(JAVA_INT, 1));
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  void close(int descriptor) {
    try {
      int _ = (int) close.invokeExact(descriptor);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Where the child's descriptors go; it has no others.
   *
   * @param output its 1
   * @param notes its 2
   * @param status its 3
   */
  record Descriptors(int output, Path notes, Path status) {}

  /**
   * Starts a program in a new session, with no signal blocked and nothing to read.
   *
   * @param command the program's path, then its arguments
   * @param environment {@code name=value}, all of it
   * @return its process' number, which stays its own until it is {@linkplain #await awaited}
   */
  long spawn(List<String> command, List<String> environment, Descriptors descriptors)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(OPAQUE_BYTES, 16);
      MemorySegment actions = arena.allocate(OPAQUE_BYTES, 16);
      check((int) attributesInit.invokeExact(attributes));
      check((int) actionsInit.invokeExact(actions));
      try {
        check((int) attributesFlags.invokeExact(attributes, SETSIGMASK_SETSID));
        check((int) attributesMask.invokeExact(attributes, arena.allocate(OPAQUE_BYTES, 16)));
        open(arena, actions, 0, "/dev/null", O_RDONLY);
        check((int) actionsDup2.invokeExact(actions, descriptors.output(), 1));
        open(arena, actions, 2, descriptors.notes().toString(), O_WRONLY_CREAT_TRUNC);
        open(arena, actions, 3, descriptors.status().toString(), O_WRONLY_CREAT_TRUNC);
        check((int) actionsCloseFrom.invokeExact(actions, 4));
        MemorySegment pid = arena.allocate(JAVA_INT);
        check(
            (int)
                spawn.invokeExact(
                    pid,
                    arena.allocateFrom(command.getFirst()),
                    actions,
                    attributes,
                    strings(arena, command),
                    strings(arena, environment)));
        return pid.get(JAVA_INT, 0);
      } finally {
        int _ = (int) actionsDestroy.invokeExact(actions);
        int _ = (int) attributesDestroy.invokeExact(attributes);
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private void open(Arena arena, MemorySegment actions, int descriptor, String file, int flags)
      throws Throwable {
    check(
        (int) actionsOpen.invokeExact(actions, descriptor, arena.allocateFrom(file), flags, 0600));
  }

  private static MemorySegment strings(Arena arena, List<String> strings) {
    MemorySegment array = arena.allocate(ADDRESS, strings.size() + 1L);
    for (int i = 0; i < strings.size(); i++) {
      array.setAtIndex(ADDRESS, i, arena.allocateFrom(strings.get(i)));
    }
    return array;
  }

  /**
   * Waits for a process that {@link #spawn} started; once.
   *
   * @return what it gave to {@code exit}, or 128 and the number of the signal that ended it
   */
  int await(long pid) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(JAVA_INT);
      MemorySegment errno = arena.allocate(ERRNO);
      while ((int) wait.invokeExact(errno, (int) pid, status, 0) != pid) {
        if (errno(errno) != EINTR) {
          throw new IOException(
              "process " + pid + " cannot be waited for (errno " + errno(errno) + ")");
        }
      }
      int word = status.get(JAVA_INT, 0);
      int signal = word & 0x7f;
      return signal == 0 ? (word >> 8) & 0xff : 128 + signal;
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static int errno(MemorySegment state) {
    return (int) ERRNO_VALUE.get(state, 0L);
  }

  /** These calls give their fault as their result. */
  private static void check(int fault) throws IOException {
    if (fault != 0) {
      throw new IOException("no process could be started (errno " + fault + ")");
    }
  }
}
