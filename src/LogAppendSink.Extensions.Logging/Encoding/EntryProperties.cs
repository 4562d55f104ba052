using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>
/// What was read of one event while it is encoded, and its properties, each name once, in the order and with the precedence that Serilog's
/// own provider gives them: the state's, where the last of a name counts; the event's id; the category; the scopes', from the innermost
/// out, where a name that is there already stays.
/// </summary>
/// <remarks>Not thread-safe. One a thread is kept and rented again, so that an ordinary event allocates nothing.</remarks>
internal sealed class EntryProperties : IDisposable
{
    internal const string EventIdName = "EventId";
    internal const string CategoryName = "SourceContext";

    private const int KeptItemsLimit = 256;
    private const string OriginalFormat = "{OriginalFormat}";

    // Scratch memory without content between two events, as the record's own buffer: providers do not meet in it.
    [ThreadStatic]
    private static EntryProperties? _kept;

    private readonly List<KeyValuePair<string, object?>> _values = [];
    private readonly List<EntryProperty> _items = [];
    private readonly List<object?> _scopes = [];
    private EntryLayout? _layout;
    private bool _hasEventId;

    private EntryProperties()
    {
    }

    /// <summary>The state's template; null where it has none.</summary>
    internal string? Template { get; set; }

    /// <summary>The event in words, for an encoder that asks for it.</summary>
    internal string? Message { get; set; }

    /// <summary>The state's values, as it has them.</summary>
    internal ReadOnlySpan<KeyValuePair<string, object?>> Values => CollectionsMarshal.AsSpan(_values);

    /// <summary>All properties, or with a layout those that it does not have.</summary>
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
        _values.Clear();
        _items.Clear();
        _scopes.Clear();
        UnnamedScopes.Clear();
        (Template, Message, _layout) = (null, null, null);

        // One event of very many properties must not stay with its thread.
        if (_items.Capacity <= KeptItemsLimit && _values.Capacity <= KeptItemsLimit)
            _kept = this;
    }

    /// <summary>Whether a layout may have a property of this name; others are the event's own affair.</summary>
    internal static bool IsOfState(ReadOnlySpan<char> name) => IsName(name) && name is not (EventIdName or CategoryName);

    /// <summary>Takes over a value of the state, or its template.</summary>
    internal void Add(KeyValuePair<string, object?> item)
    {
        if (item is { Key: OriginalFormat, Value: string text })
            Template = text;
        else if (item.Key is not null)
            _values.Add(item);
    }

    /// <summary>Makes properties of what was read: those that the layout has stay with it.</summary>
    internal void Arrange(EntryLayout? layout, in Entry entry)
    {
        (_layout, _hasEventId) = (layout, entry.HasEventId);
        if (layout is null)
        {
            foreach (var item in Values)
                Set(EntryProperty.Of(item.Key, item.Value));
            if (_hasEventId)
                Set(new EntryProperty(EventIdName, null, CaptureHint.EventId));
            AddIfAbsent(new EntryProperty(CategoryName, entry.Category.Value, CaptureHint.Default));
        }

        if (entry.Scopes is not null)
            AddScopes(entry.Scopes);
    }

    internal bool Has(ReadOnlySpan<char> name) =>
        IndexOf(name) >= 0 || (_layout is not null && (name is CategoryName || (name is EventIdName && _hasEventId) || _layout.Has(name)));

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

    /// <summary>Adds a property, or replaces the value of the one that has its name.</summary>
    private void Set(EntryProperty property)
    {
        if (!IsName(property.Name))
            return;

        if (IndexOf(property.Name) is var index && index >= 0)
            _items[index] = property;
        else
            _items.Add(property);
    }

    /// <summary>Adds a property unless there is one of its name.</summary>
    private void AddIfAbsent(EntryProperty property)
    {
        if (IsName(property.Name) && !Has(property.Name))
            _items.Add(property);
    }

    private void AddScopes(IExternalScopeProvider scopes)
    {
        scopes.ForEachScope(static (scope, properties) => properties._scopes.Add(scope), this);
        if (_scopes.Count == 0)
            return;

        var trace = TraceIds.Current;
        for (var i = _scopes.Count - 1; i >= 0; i--)
            AddScope(_scopes[i], trace);
        UnnamedScopes.Reverse();
    }

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
        if (item is { Key: OriginalFormat, Value: string })
            UnnamedScopes.Add(scope.ToString());
        else if (item.Key is not null && !trace.Says(item))
            AddIfAbsent(EntryProperty.Of(item.Key, item.Value));
    }
}
