using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LogAppendSink.Clef;
using Microsoft.Extensions.Logging;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>
/// The properties of one event during encoding, each name once, with the order and precedence of Serilog's own provider: the values of the
/// state, where the last of equal names counts; the event id; the category; the scopes from the innermost out, where the first of equal
/// names counts.
/// </summary>
/// <remarks>Not thread-safe. Each thread keeps one instance and reuses it, so that an ordinary event allocates nothing.</remarks>
internal sealed class EntryProperties : IDisposable
{
    internal const string EventIdName = "EventId";
    internal const string CategoryName = "SourceContext";

    private const int KeptItemsLimit = 256;

    // The minimum size of a name and its value in a record, without the name: quotes, colon, comma, a digit.
    private const int LeastBytesBesideName = 4;
    private const int LeastBytesLimitMin = 64 * 1024;
    private const int FaultsLimit = 64;
    private const string OriginalFormat = "{OriginalFormat}";

    // Scratch memory without content between events, like the record's buffer: providers share no data.
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

    /// <summary>The state's template; null if it has none.</summary>
    internal string? Template { get; set; }

    /// <summary>The rendered message, for encoders that need it.</summary>
    internal string? Message { get; set; }

    /// <summary>The first exception from application code while the event was read; null if none was thrown.</summary>
    internal Exception? Fault { get; private set; }

    /// <summary>
    /// Whether more was read than an event may contain, since a state or scope may be endless. Reading stops then, and the event is too
    /// large.
    /// </summary>
    internal bool IsOverLimit => _leastBytes > _leastBytesLimit;

    /// <summary>The minimum size, in bytes, of a record with what was read.</summary>
    internal long LeastBytes => _leastBytes;

    /// <summary>The values of the state, unchanged.</summary>
    internal ReadOnlySpan<KeyValuePair<string, object?>> Values => CollectionsMarshal.AsSpan(_values);

    /// <summary>All properties; with a layout, only those that the layout does not have.</summary>
    internal ReadOnlySpan<EntryProperty> Items => CollectionsMarshal.AsSpan(_items);

    /// <summary>The scopes without names, from the outermost in.</summary>
    internal List<object?> UnnamedScopes { get; } = [];

    /// <param name="limitBytes">The maximum size of an event's record, in bytes.</param>
    internal static EntryProperties Rent(int limitBytes)
    {
        var properties = _kept ?? new EntryProperties();
        _kept = null;

        // A name may occur several times but is written once.
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

        // The memory of an event with very many properties must not stay on its thread.
        if (_items.Capacity <= KeptItemsLimit && _values.Capacity <= KeptItemsLimit && _scopes.Capacity <= KeptItemsLimit)
            _kept = this;
    }

    /// <summary>Whether a layout may have a property with this name; other names belong to the event.</summary>
    internal static bool IsOfState(ReadOnlySpan<char> name) => IsName(name) && name is not (EventIdName or CategoryName);

    /// <summary>Adds a value of the state, or its template.</summary>
    internal void Add(KeyValuePair<string, object?> item)
    {
        if (item is { Key: OriginalFormat, Value: string text })
            Template = text;
        else if (IsCounted(item.Key) && item.Key is not null)
            _values.Add(item);
    }

    /// <summary>Records an exception thrown instead of a value; the other values are still read.</summary>
    /// <returns>Whether to continue.</returns>
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

    /// <summary>Converts what was read to properties, except those that the layout has.</summary>
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
            AddIfAbsent(new EntryProperty(MarkerText.EncodingErrorName, Fault.GetType().ToString(), CaptureHint.Default));

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

    /// <summary>Adds a property, or replaces the one with the same name.</summary>
    private void Set(EntryProperty property)
    {
        if (!IsName(property.Name))
            return;

        if (IndexOf(property.Name) is var index && index >= 0)
            _items[index] = property;
        else
            _items.Add(property);
    }

    /// <summary>Adds a property unless there already is one with the same name.</summary>
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
#pragma warning disable CA1031 // The scope provider may be application code.
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
#pragma warning disable CA1031 // A scope is an application object: if it throws, only this scope is lost.
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
            case Dictionary<string, object?> dictionary: // Has a struct enumerator.
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

            // BeginScope(("OrderId", 7)): a pair is a named value, as in Serilog's provider and NLog. Tuples of other lengths have no name.
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
