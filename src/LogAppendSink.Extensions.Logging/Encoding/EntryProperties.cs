using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>
/// The properties of one event while it is encoded, each name once, in the order and with the precedence that Serilog's own provider
/// gives them: the state's, where the last of a name counts; the event's id; the category; the scopes', from the innermost out, where a
/// name that is there already stays.
/// </summary>
/// <remarks>Not thread-safe. One a thread is kept and rented again, so that an ordinary event allocates nothing.</remarks>
internal sealed class EntryProperties : IDisposable
{
    private const int KeptItemsLimit = 256;
    private const string EventIdName = "EventId";

    // Scratch memory without content between two events, as the record's own buffer: providers do not meet in it.
    [ThreadStatic]
    private static EntryProperties? _kept;

    private readonly List<EntryProperty> _items = [];
    private readonly List<object?> _scopes = [];

    private EntryProperties()
    {
    }

    internal ReadOnlySpan<EntryProperty> Items => CollectionsMarshal.AsSpan(_items);

    /// <summary>The scopes that have no names, from the outermost in.</summary>
    internal List<object?> UnnamedScopes { get; } = [];

    internal static EntryProperties Rent()
    {
        var properties = _kept ?? new EntryProperties();
        _kept = null;
        return properties;
    }

    public void Dispose()
    {
        _items.Clear();
        _scopes.Clear();
        UnnamedScopes.Clear();

        // One event of very many properties must not stay with its thread.
        if (_items.Capacity <= KeptItemsLimit)
            _kept = this;
    }

    /// <returns>The template; null where the state has none.</returns>
    internal string? AddState<TState>(in TState state) => EntryState<TState>.Read?.Invoke(state, this);

    /// <summary>Adds a property, or replaces the value of the one that has its name.</summary>
    internal void Set(EntryProperty property)
    {
        if (!IsName(property.Name))
            return;

        if (IndexOf(property.Name) is var index && index >= 0)
            _items[index] = property;
        else
            _items.Add(property);
    }

    internal void SetEventId() => Set(new EntryProperty(EventIdName, null, CaptureHint.EventId));

    /// <summary>Adds a property unless there is one of its name.</summary>
    internal void AddIfAbsent(EntryProperty property)
    {
        if (IsName(property.Name) && IndexOf(property.Name) < 0)
            _items.Add(property);
    }

    internal void AddScopes(IExternalScopeProvider scopes, in TraceIds trace)
    {
        scopes.ForEachScope(static (scope, properties) => properties._scopes.Add(scope), this);
        for (var i = _scopes.Count - 1; i >= 0; i--)
            AddScope(_scopes[i], trace);
        UnnamedScopes.Reverse();
    }

    internal int IndexOf(ReadOnlySpan<char> name)
    {
        var items = Items;
        for (var i = 0; i < items.Length; i++)
        {
            if (items[i].Name.SequenceEqual(name))
                return i;
        }

        return -1;
    }

    private static bool IsName(ReadOnlySpan<char> name) => !name.IsWhiteSpace();

    private void AddScope(object? scope, in TraceIds trace)
    {
        switch (scope)
        {
            case null:
                break;
            case IReadOnlyList<KeyValuePair<string, object?>> list:
                for (var i = 0; i < list.Count; i++)
                    AddScopeValue(scope, list[i], trace);
                break;
            case Dictionary<string, object?> dictionary: // a struct enumerator
                foreach (var item in dictionary)
                    AddScopeValue(scope, item, trace);
                break;
            case IEnumerable<KeyValuePair<string, object?>> values:
                foreach (var item in values)
                    AddScopeValue(scope, item, trace);
                break;
            default:
                UnnamedScopes.Add(scope);
                break;
        }
    }

    private void AddScopeValue(object scope, KeyValuePair<string, object?> item, in TraceIds trace)
    {
        if (item is { Key: EntryStateReaders.OriginalFormat, Value: string })
            UnnamedScopes.Add(scope.ToString());
        else if (item.Key is not null && !trace.Says(item))
            AddIfAbsent(EntryProperty.Of(item.Key, item.Value));
    }
}
