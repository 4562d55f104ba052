using System.Runtime.CompilerServices;
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

    // What a name and its value take in a record at least, beside the name: quotes, colon, comma, a digit.
    private const int LeastBytesBesideName = 4;
    private const int LeastBytesLimitMin = 64 * 1024;
    private const int FaultsLimit = 64;
    private const string OriginalFormat = "{OriginalFormat}";

    // Scratch memory without content between two events, as the record's own buffer: providers do not meet in it.
    [ThreadStatic]
    private static EntryProperties? _kept;

    private readonly List<KeyValuePair<string, object?>> _values = [];
    private readonly List<EntryProperty> _items = [];
    private readonly List<object?> _scopes = [];
    private readonly NameIndex _index = new();
    private EntryLayout? _layout;
    private bool _hasEventId;
    private long _leastBytesLimit;
    private long _leastBytes;
    private int _faults;

    private EntryProperties()
    {
    }

    /// <summary>The state's template; null where it has none.</summary>
    internal string? Template { get; set; }

    /// <summary>The event in words, for an encoder that asks for it.</summary>
    internal string? Message { get; set; }

    /// <summary>What the application's code threw first while the event was read; null when nothing did.</summary>
    internal Exception? Fault { get; private set; }

    /// <summary>
    /// Whether more was read than an event may hold: a state or a scope may have no end. No more is read then, and the event is too large.
    /// </summary>
    internal bool IsOverLimit => _leastBytes > _leastBytesLimit;

    /// <summary>The size, in bytes, that a record of what was read has at least.</summary>
    internal long LeastBytes => _leastBytes;

    /// <summary>The state's values, as it has them.</summary>
    internal ReadOnlySpan<KeyValuePair<string, object?>> Values => CollectionsMarshal.AsSpan(_values);

    /// <summary>All properties, or with a layout those that it does not have.</summary>
    internal ReadOnlySpan<EntryProperty> Items => CollectionsMarshal.AsSpan(_items);

    /// <summary>The scopes that have no names, from the outermost in.</summary>
    internal List<object?> UnnamedScopes { get; } = [];

    /// <param name="limitBytes">Largest record of an event, in bytes.</param>
    internal static EntryProperties Rent(int limitBytes)
    {
        var properties = _kept ?? new EntryProperties();
        _kept = null;

        // A name may be there several times, and count once in the record.
        properties._leastBytesLimit = Math.Max(LeastBytesLimitMin, 4L * limitBytes);
        return properties;
    }

    public void Dispose()
    {
        _values.Clear();
        _items.Clear();
        _scopes.Clear();
        UnnamedScopes.Clear();
        _index.Clear();
        (Template, Message, Fault, _layout) = (null, null, null, null);
        (_leastBytes, _faults) = (0, 0);

        // One event of very many properties must not stay with its thread.
        if (_items.Capacity <= KeptItemsLimit && _values.Capacity <= KeptItemsLimit && _scopes.Capacity <= KeptItemsLimit)
            _kept = this;
    }

    /// <summary>Whether a layout may have a property of this name; others are the event's own affair.</summary>
    internal static bool IsOfState(ReadOnlySpan<char> name) => IsName(name) && name is not (EventIdName or CategoryName);

    /// <summary>Takes over a value of the state, or its template.</summary>
    internal void Add(KeyValuePair<string, object?> item)
    {
        if (item is { Key: OriginalFormat, Value: string text })
            Template = text;
        else if (IsCounted(item.Key) && item.Key is not null)
            _values.Add(item);
    }

    /// <summary>Notes what the state threw instead of a value; the others are worth having.</summary>
    /// <returns>Whether to read on.</returns>
    internal bool AddFault(Exception error)
    {
        Fault ??= error;
        return ++_faults < FaultsLimit;
    }

    private bool IsCounted(string? name)
    {
        _leastBytes += LeastBytesBesideName + (name?.Length ?? 0);
        return !IsOverLimit;
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

        if (Fault is not null)
            AddIfAbsent(new EntryProperty(EntryMarker.EncodingErrorName, Fault.GetType().ToString(), CaptureHint.Default));

        if (entry.Scopes is not null)
            AddScopes(entry.Scopes);
    }

    internal bool Has(ReadOnlySpan<char> name) =>
        IndexOf(name) >= 0 || (_layout is not null && (name is CategoryName || (name is EventIdName && _hasEventId) || _layout.Has(name)));

    internal int IndexOf(ReadOnlySpan<char> name)
    {
        var items = Items;
        if (items.Length > NameIndex.LinearLimit)
            return _index.Find(name, items);

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
        try
        {
            scopes.ForEachScope(static (scope, properties) => properties._scopes.Add(scope), this);
        }
#pragma warning disable CA1031 // The provider of the scopes may be the application's.
        catch (Exception error)
#pragma warning restore CA1031
        {
            UnnamedScopes.Add(MemberValue.CaptureError(error));
        }

        if (_scopes.Count == 0)
            return;

        var trace = TraceIds.Current;
        for (var i = _scopes.Count - 1; i >= 0 && !IsOverLimit && _faults < FaultsLimit; i--)
            AddScopeGuarded(_scopes[i], trace);
        UnnamedScopes.Reverse();
    }

    private void AddScopeGuarded(object? scope, in TraceIds trace)
    {
        try
        {
            AddScope(scope, trace);
        }
#pragma warning disable CA1031 // A scope is the application's object: one that throws costs itself.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _faults++;
            UnnamedScopes.Add(MemberValue.CaptureError(error));
        }
    }

    private void AddScope(object? scope, in TraceIds trace)
    {
        switch (scope)
        {
            case null:
                break;
            case IReadOnlyList<KeyValuePair<string, object?>> list:
                for (var i = 0; i < list.Count && !IsOverLimit; i++)
                    AddScopeValue(scope, list[i], trace);
                break;
            case Dictionary<string, object?> dictionary: // a struct enumerator
                foreach (var item in dictionary)
                    AddScopeValue(scope, item, trace);
                break;
            case IEnumerable<KeyValuePair<string, object?>> values:
                foreach (var item in values)
                {
                    AddScopeValue(scope, item, trace);
                    if (IsOverLimit)
                        break;
                }

                break;

            // BeginScope(("OrderId", 7)): a pair, as Serilog's provider and NLog take it. Tuples of other lengths have no name.
            case ITuple { Length: 2 } pair when pair[0] is string name:
                AddScopeValue(scope, new KeyValuePair<string, object?>(name, pair[1]), trace);
                break;
            default:
                AddUnnamedScope(scope);
                break;
        }
    }

    private void AddScopeValue(object scope, KeyValuePair<string, object?> item, in TraceIds trace)
    {
        if (item is { Key: OriginalFormat, Value: string })
            AddUnnamedScope(scope.ToString());
        else if (IsCounted(item.Key) && item.Key is not null && !trace.Says(item))
            AddIfAbsent(EntryProperty.Of(item.Key, item.Value));
    }

    private void AddUnnamedScope(object? scope)
    {
        if (IsCounted(scope as string))
            UnnamedScopes.Add(scope);
    }
}
