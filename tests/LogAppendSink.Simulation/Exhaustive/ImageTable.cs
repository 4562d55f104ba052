namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>All states of the store by number, and the result of each operation on them, computed once.</summary>
internal sealed class ImageTable
{
    private readonly Dictionary<StoreImage, int> _numbers = [];
    private readonly List<StoreImage> _images = [];
    private readonly List<ImageFacts> _facts = [];
    private readonly Dictionary<(int Image, int Operation, object Subject), (int Image, Reply Reply)> _results = [];

    internal StoreImage this[int image] => _images[image];

    internal ImageFacts FactsOf(int image) => _facts[image];

    internal int NumberOf(StoreImage image)
    {
        if (!_numbers.TryGetValue(image, out var number))
        {
            _numbers[image] = number = _images.Count;
            _images.Add(image);
            _facts.Add(ImageFacts.Of(image));
        }

        return number;
    }

    /// <summary>Applies an operation to a state, or returns the cached result.</summary>
    internal (int Image, Reply Reply) Apply(int image, int operation, object subject, Func<StoreImage, (StoreImage Image, Reply Reply)> apply)
    {
        if (!_results.TryGetValue((image, operation, subject), out var result))
        {
            var (changed, reply) = apply(_images[image]);
            _results[(image, operation, subject)] = result = (NumberOf(changed), reply);
        }

        return result;
    }
}
