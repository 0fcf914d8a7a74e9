"""What others read about me."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.forms.profile import ProfileForm
from members.models import Member


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request):
    """One's own name, face, place and words."""
    # A copy, so that a refused form does not rename the reader in the page's own header.
    me = Member.objects.get(pk=request.user.pk)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ProfileForm(*sent, instance=me)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved. This is how the group sees you now."))
        return redirect("members:edit_profile")
    context = {"form": form, "me": me}
    return render(request, "members/profile_edit.html", context, status=422 if form.errors else 200)
