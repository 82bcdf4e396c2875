using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Scimify.Core.People;
using Scimify.Core.Primitives;
using Scimify.Core.Requests;
using Scimify.Portal.Host.Security;

namespace Scimify.Portal.Features.Setup;

/// <summary>Open while nobody exists, for whoever can read the server's console.</summary>
public sealed partial class SetupPage : ComponentBase
{
    private const string WrongCode = "This is not the code on the server's console, or there were too many attempts from your address within a minute.";

    private IReadOnlyDictionary<string, string[]> _fields = new Dictionary<string, string[]>();
    private string? _problem;

    [CascadingParameter] public required HttpContext Context { get; init; }

    [Inject] public required FirstOwnerGate Gate { get; init; }

    [Inject] public required PeopleService People { get; init; }

    [Inject] public required SignInManager<Person> SignIn { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [SupplyParameterFromForm] public SetupForm Form { get; set; } = null!;

    protected override void OnInitialized()
    {
        Form ??= new SetupForm();
        if (!Gate.IsOpen)
        {
            Navigation.NavigateTo("sign-in");
        }
    }

    private async Task CreateAsync()
    {
        if (!Gate.Try(Form.Code, Context.Connection.RemoteIpAddress))
        {
            Refuse(WrongCode);
            return;
        }

        CreatedPerson owner;
        try
        {
            owner = await People.CreateFirstOwnerAsync(Form.Email ?? "", Form.Password ?? "", Context.Connection.RemoteIpAddress.Plain()?.ToString(), Context.RequestAborted);
        }
        catch (ValidationFailedException e)
        {
            _fields = e.Fields;
            Refuse("Check the marked fields.");
            return;
        }
        catch (RequestException e)
        {
            Refuse(e.Message);
            return;
        }

        if (await SignIn.UserManager.FindByIdAsync(owner.Id.ToString()) is { } person)
        {
            await SignIn.SignInAsync(person, isPersistent: false);
        }

        Navigation.NavigateTo("./");
    }

    private void Refuse(string problem)
    {
        Context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        _problem = problem;
    }

    private string? Problem(string field) => FieldSentence.WithoutField(field, _fields.GetValueOrDefault(field));

    private string? Invalid(string field) => _fields.ContainsKey(field) ? "true" : null;
}
