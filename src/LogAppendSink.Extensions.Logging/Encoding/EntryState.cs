using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>
/// Reads the named values of a state. The states of <c>LogInformation</c> and of generated logging methods are structs, which an interface
/// would box for each event. So each state type gets a reader that knows the type.
/// </summary>
internal static class EntryState<TState>
{
    internal delegate void Reader(in TState state, EntryProperties properties);

    /// <summary>The reader; null if the state has no named values.</summary>
    internal static readonly Reader? Read = Make();

    private static Reader? Make()
    {
        if (typeof(IReadOnlyList<KeyValuePair<string, object?>>).IsAssignableFrom(typeof(TState)) && RuntimeFeature.IsDynamicCodeSupported)
            return MakeFor(nameof(EntryStateReaders.ReadList));

        // A TState of object or of an interface may hold any type, so it is checked for each event.
        return typeof(TState).IsValueType && !typeof(IEnumerable<KeyValuePair<string, object?>>).IsAssignableFrom(typeof(TState))
            ? null
            : ReadAny;
    }

    [UnconditionalSuppressMessage(
        "Trimming", "IL2060", Justification = "The method's type parameter only requires an interface that the type implements.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Called only if dynamic code is supported.")]
    private static Reader MakeFor(string name) =>
        // A method of EntryStateReaders.
        typeof(EntryStateReaders).GetMethod(
            name, BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(typeof(TState)).CreateDelegate<Reader>();

    private static void ReadAny(in TState state, EntryProperties properties)
    {
        if (state is IReadOnlyList<KeyValuePair<string, object?>> list)
            EntryStateReaders.ReadList(list, properties);
        else if (state is IEnumerable<KeyValuePair<string, object?>> values)
            EntryStateReaders.ReadValues(values, properties);
    }
}
