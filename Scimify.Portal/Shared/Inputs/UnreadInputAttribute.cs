using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Scimify.Portal.Shared.Inputs;

/// <summary>Passes <see cref="Body{T}"/> and <see cref="Query{T}"/> to an action without reading them.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class UnreadInputAttribute : ModelBinderAttribute
{
    public UnreadInputAttribute()
        : base(typeof(UnreadInputBinder)) => BindingSource = BindingSource.Special;    // nothing that the framework would describe or validate

    private sealed class UnreadInputBinder : IModelBinder
    {
        public Task BindModelAsync(ModelBindingContext bindingContext)
        {
            var input = Activator.CreateInstance(
                bindingContext.ModelType, System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance, null, [bindingContext.HttpContext.Request], null);
            bindingContext.Result = ModelBindingResult.Success(input);
            return Task.CompletedTask;
        }
    }
}
