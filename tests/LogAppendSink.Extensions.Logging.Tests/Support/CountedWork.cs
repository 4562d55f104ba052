using System.Collections;
using System.Runtime.CompilerServices;

namespace LogAppendSink.Extensions.Logging.Tests.Support;

/// <summary>Values that count how often their elements, properties or texts are read.</summary>
internal sealed class CountedWork
{
    internal long Calls { get; private set; }

    internal T Count<T>(T value)
    {
        Calls++;
        return value;
    }

    /// <summary>An object whose six properties are such objects: 6^10 of them up to the depth limit.</summary>
    internal sealed class SelfReferring(CountedWork work)
    {
        public SelfReferring A => work.Count(this);

        public SelfReferring B => work.Count(this);

        public SelfReferring C => work.Count(this);

        public SelfReferring D => work.Count(this);

        public SelfReferring E => work.Count(this);

        public SelfReferring F => work.Count(this);
    }

    internal sealed class Throwing(CountedWork work)
    {
        public int A => work.Count(0) == 0 ? throw new NotSupportedException("no value for you") : 0;

        public override string ToString() => work.Count(0) == 0 ? throw new NotSupportedException("no text for you") : "";
    }

    /// <summary>A sequence that contains itself, endlessly or four times.</summary>
    internal sealed class OwnElements(CountedWork work, int count) : IEnumerable<object>
    {
        public IEnumerator<object> GetEnumerator()
        {
            for (var i = 0; i < count; i++)
                yield return work.Count(this);
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    /// <summary>A list or tuple with the maximum number of elements.</summary>
    internal sealed class Endless(CountedWork work, Func<int, object?> element) : ITuple
    {
        public int Length => int.MaxValue;

        public object? this[int index] => work.Count(element(index));
    }

    internal sealed class EndlessList<T>(CountedWork work, Func<int, T> element) : IList, IReadOnlyList<T>
    {
        public int Count => int.MaxValue;

        public bool IsFixedSize => true;

        public bool IsReadOnly => true;

        public bool IsSynchronized => false;

        public object SyncRoot => this;

        public T this[int index] => work.Count(element(index));

        object? IList.this[int index]
        {
            get => this[index];
            set => throw new NotSupportedException();
        }

        public IEnumerator<T> GetEnumerator()
        {
            for (var i = 0; ; i++)
                yield return this[i];
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public int Add(object? value) => throw new NotSupportedException();

        public void Clear() => throw new NotSupportedException();

        public bool Contains(object? value) => false;

        public void CopyTo(Array array, int index) => throw new NotSupportedException();

        public int IndexOf(object? value) => -1;

        public void Insert(int index, object? value) => throw new NotSupportedException();

        public void Remove(object? value) => throw new NotSupportedException();

        public void RemoveAt(int index) => throw new NotSupportedException();
    }
}
