using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>
/// Reads the named values of a state. The states of <c>LogInformation</c> and of generated logging methods are structs; through an
/// interface each event would box one. So for every type of state one method is made that knows the type.
/// </summary>
internal static class EntryState<TState>
{
    internal delegate void Reader(in TState state, EntryProperties properties);

    /// <summary>Null where the state has no named values.</summary>
    internal static readonly Reader? Read = Make();

    private static Reader? Make()
    {
        if (typeof(IReadOnlyList<KeyValuePair<string, object?>>).IsAssignableFrom(typeof(TState)) && RuntimeFeature.IsDynamicCodeSupported)
            return MakeFor(nameof(EntryStateReaders.ReadList));

        // A TState of object or of an interface may hold anything: that is looked at each time.
        return typeof(TState).IsValueType && !typeof(IEnumerable<KeyValuePair<string, object?>>).IsAssignableFrom(typeof(TState))
            ? null
            : ReadAny;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = "The parameter of the method asks nothing of its type but an interface that it is known to have.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Called only where code can be made.")]
    private static Reader MakeFor(string name) =>
        typeof(EntryStateReaders).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(typeof(TState)).CreateDelegate<Reader>(); // It is below.

    private static void ReadAny(in TState state, EntryProperties properties)
    {
        if (state is IReadOnlyList<KeyValuePair<string, object?>> list)
            EntryStateReaders.ReadList(list, properties);
        else if (state is IEnumerable<KeyValuePair<string, object?>> values)
            EntryStateReaders.ReadValues(values, properties);
    }
}
